import assert from 'node:assert/strict';
import type { LookupAddress } from 'node:dns';
import { guardedLookup } from '../../../../../src/core/http/transport/addressGuard';
import type { Reach } from '../../../../../src/core/http/policy/addresses';
import { createHttpClient } from '../../../../../src/core/http/httpClient';
import { openNodeRoute } from '../../../../../src/core/http/transport/nodeTransport';
import { fakeClock, listen, neverAborted, type Loopback } from '../loopback';

interface Found {
  readonly error: Error | null;
  readonly addresses: unknown;
}

const addressesOf = (texts: readonly string[]): LookupAddress[] =>
  texts.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));

function look(reach: Reach, addresses: readonly string[], options = { all: true }): Promise<Found> {
  const lookup = guardedLookup(reach, (_, done) => done(null, addressesOf(addresses)));
  return new Promise((resolve) => {
    lookup('host.example', options, (error, found) => resolve({ error, addresses: found }));
  });
}

describe('address guard', () => {
  it("hands on the public addresses of a stranger's host", async () => {
    for (const addresses of [['93.184.216.34'], ['2606:2800:220:1::1', '93.184.216.34'], ['198.18.0.7']]) {
      assert.deepEqual(await look('public', addresses), { error: null, addresses: addressesOf(addresses) });
    }
  });

  it("refuses a stranger's host as soon as one of its addresses is not public", async () => {
    for (const address of [
      '127.0.0.1',
      '10.1.2.3',
      '192.168.0.1',
      '169.254.1.1',
      '169.254.169.254',
      '::1',
      'fd12::1',
      'fe80::1',
      '::ffff:10.0.0.1',
      '64:ff9b::7f00:1',
    ]) {
      const { error } = await look('public', ['93.184.216.34', address]);
      assert.equal(error?.message, 'address', address);
    }
  });

  it("refuses a metadata service even behind the provider's own name", async () => {
    for (const address of ['169.254.169.254', 'fd00:ec2::254', '::ffff:169.254.169.254']) {
      assert.equal((await look('own', [address])).error?.message, 'metadata', address);
    }
    assert.equal((await look('own', ['127.0.0.1', '10.0.0.1'])).error, null);
  });

  it('gives one address where one is asked for, of the wanted family', async () => {
    assert.equal((await look('public', ['93.184.216.34'], { all: false })).addresses, '93.184.216.34');
    const six = { all: true, family: 6 };
    const both = ['93.184.216.34', '2606:2800:220:1::1'];
    assert.deepEqual((await look('public', both, six)).addresses, addressesOf(['2606:2800:220:1::1']));
    assert.equal(
      ((await look('public', ['93.184.216.34'], six)).error as NodeJS.ErrnoException).code,
      'ENOTFOUND',
    );
  });
});

describe('download from a host name', function () {
  this.timeout(10_000);

  const image = Buffer.from('\x89PNG\r\n\x1a\nimage', 'latin1');
  let server: Loopback;
  let names: string[];

  beforeEach(async () => {
    names = [];
    server = await listen((_, response) => response.end(image));
  });
  afterEach(() => server.close());

  /** DNS answers with a public address first and with this machine afterwards, as in a rebinding attack. */
  const download = async (
    url: string,
    { baseUrl, resultHosts = [] }: { baseUrl: string; resultHosts?: string[] },
    answers = ['127.0.0.1'],
  ): Promise<Uint8Array> => {
    const client = createHttpClient({
      clock: fakeClock({ longest: 60_000 }),
      resolve: (hostname, done) => {
        names.push(hostname);
        done(null, addressesOf([answers[Math.min(names.length, answers.length) - 1]!]));
      },
      openSecondRoute: (options) => openNodeRoute(options),
      limits: { connectMilliseconds: 200 },
    });
    try {
      return (await client.download({ url, baseUrl, resultHosts, signal: neverAborted() })).bytes;
    } finally {
      await client.close();
    }
  };

  it('that leads to this machine is refused when the connection is made, on both routes', async () => {
    await assert.rejects(
      download(`https://cdn.example:${server.port}/a.png`, { baseUrl: 'https://api.example' }),
      {
        kind: 'unexpectedAnswer',
        details: { host: `cdn.example:${server.port}`, reason: 'address', addressFault: 'local' },
      },
    );
    assert.deepEqual(names, ['cdn.example']);
    assert.equal(server.requests.length, 0);
  });

  it('is looked up once for each connection, so the answer cannot change after the check', async () => {
    const rebinding = download(
      `https://cdn.example:${server.port}/a.png`,
      { baseUrl: 'https://api.example' },
      // A documentation address, to which nothing answers.
      ['192.0.2.1', '127.0.0.1'],
    );
    await assert.rejects(rebinding, { kind: 'unexpectedAnswer' });
    assert.equal(server.requests.length, 0);
  });

  it('may be the own one of a provider within this network, or one that its row names', async () => {
    const own = `http://own.example:${server.port}`;
    assert.deepEqual(Buffer.from(await download(`${own}/a.png`, { baseUrl: own })), image);
    const named = { baseUrl: 'https://api.example', resultHosts: [`files.example:${server.port}`] };
    const bytes = await download(`http://files.example:${server.port}/a.png`, named);
    assert.deepEqual(Buffer.from(bytes), image);
    await assert.rejects(download('http://files.example/a.png', named), {
      details: { host: 'files.example', reason: 'address', addressFault: 'insecure' },
    });
    await assert.rejects(download(`http://x.files.example:${server.port}/a.png`, named), {
      kind: 'unexpectedAnswer',
    });
  });

  it('is never that of a metadata service, named or not', async () => {
    for (const host of ['169.254.169.254', '[fd00:ec2::254]', 'metadata.google.internal', '2852039166']) {
      await assert.rejects(
        download(`http://${host}/latest`, {
          baseUrl: 'https://api.example',
          resultHosts: [new URL(`http://${host}`).host],
        }),
        { kind: 'unexpectedAnswer' },
        host,
      );
      await assert.rejects(
        download('/latest', { baseUrl: `http://${host}` }),
        { kind: 'unexpectedAnswer' },
        host,
      );
    }
    assert.deepEqual(names, []);
  });
});
