import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Base64Text } from '../../../../src/core/http/client';
import type { NetworkSettings } from '../../../../src/core/http/transport/networkSettings';
import { createHttpClient } from '../../../../src/core/http/httpClient';
import { listen, neverAborted, sourceOf } from './loopback';
import { startProxy, testCa, testServerTls } from './proxyServer';

interface Way {
  readonly secure?: boolean;
  /** Of the proxy, where there is one. */
  readonly proxy?: { readonly secure: boolean };
  readonly network?: Partial<NetworkSettings>;
}

const ways: Readonly<Record<string, Way>> = {
  'over http': {},
  'over https': { secure: true },
  'over https through a proxy': { secure: true, proxy: { secure: false } },
  // Its certificate is for another name.
  'over https through a proxy with https': {
    ...{ secure: true, proxy: { secure: true }, network: { strictSsl: false } },
  },
  "over http by Node's own client": { network: { proxy: 'socks5://proxy.example' } },
  "over https by Node's own client": {
    secure: true,
    // It would trust what the system trusts.
    network: { proxy: 'socks5://proxy.example', strictSsl: false },
  },
};

/** In bytes: some whose base64 is as long as what a socket buffers, or as a piece, and one more or less. */
const lengths = [
  ...[1, 47_999, 49_152, 49_153, 190_000, 196_607, 196_608, 196_609],
  ...[864 * 1024, 864 * 1024 + 1, 10, 5_000_000, 3],
];

/** The memory of a piece is used again for the next one: a server that reads slowly would see who does so too early. */
describe('A server that reads slowly', function () {
  this.timeout(30_000);

  for (const [name, { secure, proxy, network = {} }] of Object.entries(ways)) {
    it(`gets every byte of the references as it is, ${name}`, async () => {
      const opened: { close(): Promise<void> }[] = [];
      const open = <T extends { close(): Promise<void> }>(closable: T): T => {
        opened.push(closable);
        return closable;
      };
      const server = open(await listen(answerSlowly, secure ? testServerTls() : undefined));
      const relay = proxy && open(await startProxy({ leadsTo: server.port, secure: proxy.secure }));
      const client = open(
        createHttpClient({
          network: {
            ...network,
            ...(relay && {
              proxy: `${proxy.secure ? 'https' : 'http'}://127.0.0.1:${relay.port}`,
            }),
          },
          resolve: (_, done) => done(null, [{ address: '127.0.0.1', family: 4 }]),
          certificates: () => [testCa()],
        }),
      );
      try {
        const files = lengths.map((length) => randomBytes(length));
        const { body } = await client.sendJson({
          method: 'POST',
          url: `${secure ? 'https' : 'http'}://provider.test:${server.port}/`,
          body: { images: files.map((file) => new Base64Text(sourceOf(file, { pieceLength: 288 * 1024 }))) },
          signal: neverAborted(),
        });
        const sent = JSON.stringify({ images: files.map((file) => file.toString('base64')) });
        assert.deepEqual(body, { length: sent.length, hash: hashOf(sent) });
      } finally {
        await Promise.all(opened.map((each) => each.close()));
      }
    });
  }
});

function answerSlowly(request: IncomingMessage, response: ServerResponse): void {
  void readSlowly(request).then((answer) => response.end(JSON.stringify(answer)));
}

async function readSlowly(request: IncomingMessage): Promise<{ length: number; hash: string }> {
  const hash = createHash('sha256');
  let length = 0;
  for await (const chunk of request) {
    hash.update(chunk as Buffer);
    length += (chunk as Buffer).length;
    for (let turn = 0; turn < 5; turn++) {
      await nextTurn();
    }
  }
  return { length, hash: hash.digest('hex') };
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
