import assert from 'node:assert/strict';
import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { ByteSource, Reference } from '../../src/core/model/reference';
import { makePng } from '../unit/core/image/samples';
import { listen } from '../unit/core/http/loopback';
import { isError } from '../unit/core/apis/isError';
import { fault } from './fault';
import { referenceFrom } from './localReference';
import type { Scene } from './scene';

const megabyte = 2 ** 20;
/** Far below the length of one of the references, and above what the buffers of two sockets hold. */
const mostUnderWay = 32 * megabyte;

/** Images of so many megabytes each, nearly all of which no disk has to hold. */
async function makeHugeImages(scene: Scene, megabytes: readonly number[]): Promise<readonly string[]> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'easel-huge-'));
  scene.afterwards(() => rm(folder, { recursive: true }));
  return Promise.all(
    megabytes.map(async (length, index) => {
      const file = path.join(folder, `${index}.png`);
      await writeFile(file, await makePng());
      await truncate(file, length * megabyte + index);
      return file;
    }),
  );
}

async function hashOfBase64(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const text of createReadStream(file, { encoding: 'base64' })) {
    hash.update(text as string);
  }
  return hash.digest('hex');
}

/** Looks at the body as it passes, keeps nothing of it, and answers with an image in the form of Gemini. */
async function startWatchingServer(scene: Scene) {
  const seen = { announced: 0, byteLength: 0, longStrings: [] as string[], read: 0, mostUnderWay: 0 };
  const image = (await makePng()).toString('base64');
  const server = await listen((request, response) => {
    seen.announced = Number(request.headers['content-length']);
    const strings = watchStrings();
    request.on('data', (piece: Buffer) => {
      strings.take(piece);
      seen.byteLength += piece.length;
      seen.mostUnderWay = Math.max(seen.mostUnderWay, (seen.read / 3) * 4 - seen.byteLength);
    });
    request.on('end', () => {
      seen.longStrings = strings.hashes;
      const parts = [{ inlineData: { mimeType: 'image/png', data: image } }];
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ candidates: [{ content: { parts }, finishReason: 'STOP' }] }));
    });
  });
  scene.afterwards(() => server.close());
  const watched = (reference: Reference): Reference => ({
    ...reference,
    async *read() {
      for await (const piece of reference.read()) {
        seen.read += piece.length;
        yield piece;
      }
    },
  });
  return { seen, watched, url: server.url, requests: server.requests };
}

/** Hashes each string of more than a megabyte. Base64 has neither quotes nor escapes. */
function watchStrings() {
  const hashes: string[] = [];
  let current: { hash: Hash; length: number } = { hash: createHash('sha256'), length: 0 };
  const add = (bytes: Buffer): void => {
    current.hash.update(bytes);
    current.length += bytes.length;
  };
  return {
    hashes,
    take(piece: Buffer): void {
      let at = 0;
      for (let quote = piece.indexOf('"'); quote >= 0; quote = piece.indexOf('"', at)) {
        add(piece.subarray(at, quote));
        if (current.length > megabyte) {
          hashes.push(current.hash.digest('hex'));
        }
        current = { hash: createHash('sha256'), length: 0 };
        at = quote + 1;
      }
      add(piece.subarray(at));
    },
  };
}

describe('Faults: huge references', function () {
  this.timeout(120_000);

  for (const [title, megabytes] of [
    ['one reference of 200 MB', [200]],
    ['references whose base64 is longer than a string can be', [200, 200, 200]],
  ] as const) {
    fault(48, `${title}: sent whole, and little of it is held`, async (scene) => {
      const files = await makeHugeImages(scene, megabytes);
      const { seen, watched, url } = await startWatchingServer(scene);
      const references = await Promise.all(files.map((file) => referenceFrom(file)));
      const expected = await Promise.all(files.map(hashOfBase64));
      const { saved, errors } = await scene.run({
        provider: 'infinityblue',
        // The table's own models are known to take less.
        model: 'a-model-without-limits',
        row: { baseUrl: url },
        references: references.map(watched),
      });
      assert.deepEqual([saved.length, errors], [1, []]);
      assert.equal(seen.byteLength, seen.announced);
      assert.deepEqual(seen.longStrings, expected);
      assert.ok(
        seen.mostUnderWay < mostUnderWay,
        `${Math.round(seen.mostUnderWay / megabyte)} MB were read that had not arrived`,
      );
    });
  }

  fault(48, 'what is longer than the provider takes is refused unread, with both sizes', async (scene) => {
    const [file = ''] = await makeHugeImages(scene, [200]);
    const { requests, url } = await startWatchingServer(scene);
    const reference = await referenceFrom(file);
    const read: ByteSource['read'] = () => assert.fail('the file was read');
    const { error } = await scene.run({
      provider: 'infinityblue',
      model: 'a-model-without-limits',
      row: { baseUrl: url, maxRequestBytes: 100 * megabyte },
      references: [{ ...reference, read }],
    });
    isError('invalidRequest')(error);
    const { problem } = error!.details;
    assert.ok(problem?.problem === 'requestTooLarge');
    assert.equal(problem.limit, 100 * megabyte);
    assert.ok(problem.byteLength > (reference.byteLength / 3) * 4);
    assert.deepEqual(requests, []);
  });
});
