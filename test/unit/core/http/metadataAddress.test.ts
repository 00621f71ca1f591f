import assert from 'node:assert/strict';
import type { HttpClient } from '../../../../src/core/http/client';
import { createHttpClient } from '../../../../src/core/http/httpClient';
import { openNodeRoute } from '../../../../src/core/http/transport/nodeTransport';
import { providerRow } from '../../../../src/core/providerSettings/schema';
import { isError } from '../apis/isError';
import { fakeClock, listen, neverAborted, type Loopback } from './loopback';

/** Where clouds keep what a machine may do: AWS, Google, Azure, Alibaba, Oracle, Tencent, Scaleway, OpenStack. */
const hosts = [
  '169.254.169.254',
  '169.254.170.2',
  '169.254.170.23',
  '169.254.42.42',
  '169.254.0.23',
  '100.100.100.200',
  '168.63.129.16',
  '192.0.0.192',
  '2852039166',
  '0xA9FEA9FE',
  '169.254.169.254.',
  '[fd00:ec2::254]',
  '[fd00:ec2::23]',
  '[fd20:ce::254]',
  '[fd00:42::42]',
  '[fe80::a9fe:a9fe]',
  '[::ffff:169.254.169.254]',
  '[64:ff9b::a9fe:a9fe]',
  'metadata.google.internal',
  'METADATA.google.internal.',
  'metadata',
  'metadata.goog',
  'instance-data.ec2.internal',
  'metadata.tencentyun.com',
];

describe('The address of a cloud’s metadata service', () => {
  let proxy: Loopback;
  let client: HttpClient;

  const open = (network = {}): HttpClient =>
    createHttpClient({
      clock: fakeClock({ longest: 60_000 }),
      // Any other name leads there.
      resolve: (_, done) => done(null, [{ address: '169.254.169.254', family: 4 }]),
      openSecondRoute: (options) => openNodeRoute(options),
      limits: { connectMilliseconds: 50 },
      network,
    });

  beforeEach(async () => {
    proxy = await listen((_, response) => response.end('{}'));
    client = open();
  });

  afterEach(async () => {
    await client.close();
    await proxy.close();
  });

  const ask = (host: string, http = client): Promise<unknown> =>
    http.sendJson({ method: 'GET', url: `http://${host}/latest`, signal: neverAborted() });

  for (const host of hosts) {
    it(`is asked for nothing: ${host}`, async () => {
      const { hostname } = new URL(`http://${host}`);
      const refused = isError('invalidRequest', { problem: { problem: 'metadataAddress', host: hostname } });
      await assert.rejects(ask(host), refused);
      const url = `http://${host}/ws`;
      await assert.rejects(
        client.listen({ url, signal: neverAborted(), onMessage: () => undefined }),
        refused,
      );
    });

    it(`is asked for nothing through a proxy either: ${host}`, async () => {
      const http = open({ proxy: proxy.url });
      await assert.rejects(ask(host, http), isError('invalidRequest'));
      await http.close();
      assert.equal(proxy.requests.length, 0);
    });

    it(`is no address of a provider, nor one that results come from: ${host}`, () => {
      const { host: named } = new URL(`http://${host}`);
      for (const row of [
        { id: 'mine', baseUrl: `http://${host}/v1` },
        { id: 'mine', resultHosts: [named] },
      ]) {
        const { error } = providerRow.safeParse(row);
        const faults = error?.issues.map((issue): unknown => issue.code === 'custom' && issue.params?.fault);
        assert.deepEqual(faults, ['metadataHost']);
      }
    });
  }

  it('is refused behind any name that leads there', async () => {
    const refused = isError('invalidRequest', {
      problem: { problem: 'metadataAddress', host: 'gateway.test' },
    });
    await assert.rejects(ask('gateway.test'), refused);
  });
});
