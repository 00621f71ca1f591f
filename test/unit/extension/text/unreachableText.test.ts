import assert from 'node:assert/strict';
import { EaselError } from '../../../../src/core/model/errors';
import { exchangeError } from '../../../../src/core/http/transport/networkErrors';
import { describeError } from '../../../../src/extension/text/errorText';

const certificate = /^The certificate of api\.example \(\w+\)/u;

/** Every code that Node, undici and Easel's own client give where no answer comes, and what it must say. */
const codes: readonly (readonly [code: string, words: RegExp])[] = [
  ['ECONNREFUSED', /^Cannot reach/u],
  ['ENOTFOUND', /^Cannot reach/u],
  ['EAI_AGAIN', /^Cannot reach/u],
  ['ETIMEDOUT', /^Cannot reach/u],
  ['EHOSTUNREACH', /^Cannot reach/u],
  ['ENETUNREACH', /^Cannot reach/u],
  ['UND_ERR_CONNECT_TIMEOUT', /^Cannot reach/u],
  ['ECONNRESET', /^The connection .* was lost before/u],
  ['EPIPE', /^The connection .* was lost before/u],
  ['UND_ERR_SOCKET', /^The connection .* was lost before/u],
  ['PROXY_407', /^The proxy .* user name and password.*http\.proxy/u],
  ['PROXY_403', /^The proxy .*http\.proxy/u],
  ['PROXY_502', /^The proxy .*http\.proxy/u],
  ['PROXY_CLOSED', /^The proxy .*http\.proxy/u],
  ['CERT_HAS_EXPIRED', certificate],
  ['CERT_NOT_YET_VALID', certificate],
  ['ERR_TLS_CERT_ALTNAME_INVALID', certificate],
  ['HOSTNAME_MISMATCH', certificate],
  ...[
    'DEPTH_ZERO_SELF_SIGNED_CERT',
    'SELF_SIGNED_CERT_IN_CHAIN',
    'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    'UNABLE_TO_GET_ISSUER_CERT',
    'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
    'UNABLE_TO_DECRYPT_CERT_SIGNATURE',
    'UNABLE_TO_DECODE_ISSUER_PUBLIC_KEY',
    'CERT_SIGNATURE_FAILURE',
    'CERT_CHAIN_TOO_LONG',
    'CERT_REVOKED',
    'CERT_UNTRUSTED',
    'CERT_REJECTED',
    'INVALID_CA',
    'INVALID_PURPOSE',
    'PATH_LENGTH_EXCEEDED',
    'UNABLE_TO_GET_CRL',
    'CRL_HAS_EXPIRED',
  ].map((code) => [code, /^The certificate of .*http\.systemCertificates/u] as const),
  ['ERR_SSL_WRONG_VERSION_NUMBER', /no secure connection.*http:\/\//u],
  ['ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION', /no secure connection/u],
  ['EPROTO', /no secure connection/u],
];

const failed = (code: string, sent: boolean): string =>
  describeError(
    exchangeError(Object.assign(new Error(code), { code }), {
      ...{ method: 'POST', host: 'api.example', leaving: sent, sent, secrets: [] },
      ...{ status: undefined, requestId: undefined },
    }),
  ).message;

describe('Words for a host that gives no answer', () => {
  for (const [code, words] of codes) {
    it(`${code} says what stands in the way`, () => {
      assert.match(failed(code, false), words);
    });
  }

  for (const code of ['ECONNRESET', 'UND_ERR_SOCKET', 'ETIMEDOUT', 'EPIPE']) {
    it(`${code} behind a request that was sent is no host that cannot be reached`, () => {
      assert.match(failed(code, true), /lost after the request was sent\. It may have been billed\.$/u);
    });
  }

  it('the proxy is to blame also where the host is this machine', () => {
    const details = { host: 'localhost', networkCode: 'PROXY_407' };
    assert.match(describeError(new EaselError('unreachable', details)).message, /^The proxy/u);
  });
});
