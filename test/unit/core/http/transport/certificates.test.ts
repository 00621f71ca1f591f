import assert from 'node:assert/strict';
import { rootCertificates } from 'node:tls';
import { openTrust, readCertificates } from '../../../../../src/core/http/transport/certificates';
import { testCa } from '../proxyServer';

describe('trusted certificates', () => {
  const source = { getCACertificates: (kind = 'default') => [`one of ${kind}`] };

  it("are the operating system's, where the settings allow, and those of NODE_EXTRA_CA_CERTS", () => {
    assert.deepEqual(readCertificates({ systemCertificates: true }, source), [
      'one of system',
      'one of extra',
    ]);
    assert.deepEqual(readCertificates({ systemCertificates: false }, source), ['one of extra']);
  });

  it('are none of ours where Node cannot tell', () => {
    assert.deepEqual(readCertificates({ systemCertificates: true }, {}), []);
  });

  it("need nothing of their own where they are Node's, however they are wrapped", async () => {
    const rewrapped = rootCertificates.map((certificate) => `${certificate.replaceAll('\n', '\r\n')}\n`);
    assert.equal(await openTrust(rewrapped), undefined);
    assert.equal(await openTrust([]), undefined);
  });

  it('are not lost by one that cannot be read', async () => {
    const trust = await openTrust(['-----BEGIN CERTIFICATE-----\nno\n-----END CERTIFICATE-----', testCa()]);
    assert.ok(trust);
  });
});
