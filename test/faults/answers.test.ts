import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import * as zlib from 'node:zlib';
import { drawPng } from '../servers/image';
import { assertFailed, assertSaved, assertSent, everyAnswer, everyApi } from './expectations';
import { fault } from './fault';
import { endHalfway, endless, insteadOf, refuseWith, resetHalfway } from './faults';
import type { WireAnswer } from './faultyServer';

const megabyte = 2 ** 20;
const text = (change: (body: string) => string) => (answer: WireAnswer) => ({
  body: Buffer.from(change(answer.body.toString())),
});
const base64OfPng = /iVBORw0KGgo[A-Za-z0-9+/]*=*/u;

describe('Faults of the answer', () => {
  for (const api of everyApi) {
    for (const [how, broken] of Object.entries({ 'is closed': endHalfway, breaks: resetHalfway })) {
      fault(
        9,
        `${JSON.stringify(api)}: an answer that ${how} before its length leaves no file`,
        async (scene) => {
          await scene.inFrontOf(api.provider, { generate: [broken] });
          const outcome = await scene.run(api);
          assertFailed(outcome, 'unexpectedAnswer', { reason: 'truncated', maybeBilled: true });
          assertSent(scene, 1);
        },
      );
    }
  }

  fault(9, 'a download that ends before its length is asked for again', async (scene) => {
    await scene.inFrontOf('imini', { download: [endHalfway, resetHalfway] });
    assertSaved(await scene.run({ provider: 'imini' }));
  });

  for (const api of everyAnswer) {
    for (const rest of [0, 1, 2, 3]) {
      fault(
        10,
        `${api.model ?? 'native'}: base64 that lacks its end (${rest} over) is kept, not saved`,
        async (scene) => {
          const cut = text((body) =>
            body.replace(base64OfPng, (base64) =>
              base64.slice(0, 40 * Math.floor(base64.length / 80) + rest),
            ),
          );
          await scene.inFrontOf('infinityblue', { generate: [insteadOf(cut)] });
          scene.expectKeptBroken(1);
          const outcome = await scene.run(api);
          const { details } = assertFailed(outcome, 'unexpectedAnswer', {
            reason: 'truncated',
            maybeBilled: true,
          });
          assert.ok(
            readFileSync(details.keptAs ?? '')
              .subarray(1, 4)
              .equals(Buffer.from('PNG')),
          );
          assertSent(scene, 1);
        },
      );
    }
  }

  fault(10, 'half an image in a whole download is kept, and the task can be fetched again', async (scene) => {
    const half = insteadOf(({ body }) => ({ body: body.subarray(0, body.length / 2) }));
    await scene.inFrontOf('imini', { download: [half] });
    scene.expectKeptBroken(1);
    assertFailed(await scene.run({ provider: 'imini' }), 'unexpectedAnswer', { reason: 'truncated' });
    assertSaved(await scene.resume({ provider: 'imini' }));
  });

  for (const form of ['urlSafe', 'unpadded', 'lineBreaks', 'dataPrefix'] as const) {
    fault(11, `base64 that is ${form} is decoded`, async (scene) => {
      scene.infinityblue.script({ kind: 'oddBase64', form });
      assertSaved(await scene.run({ provider: 'infinityblue' }));
    });
  }

  for (const api of everyApi) {
    fault(
      11,
      `${JSON.stringify(api)}: JSON that escapes slashes and equals signs is decoded`,
      async (scene) => {
        const escape = insteadOf(text((body) => body.replaceAll('/', '\\/').replaceAll('=', '\\u003d')));
        await scene.inFrontOf(api.provider, { generate: [escape], poll: [escape, escape, escape] });
        assertSaved(await scene.run(api));
      },
    );
  }

  for (const api of everyApi) {
    fault(
      12,
      `${JSON.stringify(api)}: what is no JSON is quoted shortly, without the key it repeats`,
      async (scene) => {
        const { key } = scene[api.provider];
        const body = `not json for ${key} ${'and so on '.repeat(100)}`;
        await scene.inFrontOf(api.provider, { generate: [insteadOf(() => ({ body: Buffer.from(body) }))] });
        const { details } = assertFailed(await scene.run(api), 'unexpectedAnswer', {
          reason: 'malformed',
          maybeBilled: true,
        });
        assert.match(details.providerMessage ?? '', /^not json for/);
        assert.ok((details.providerMessage ?? '').length <= 200);
        assertSent(scene, 1);
      },
    );

    fault(
      12,
      `${JSON.stringify(api)}: JSON that stops in the middle is said to be truncated`,
      async (scene) => {
        scene[api.provider].script({ kind: 'cutJson' });
        assertFailed(await scene.run(api), 'unexpectedAnswer', { reason: 'truncated', maybeBilled: true });
        assertSent(scene, 1);
      },
    );

    fault(12, `${JSON.stringify(api)}: JSON of another shape is quoted in the error`, async (scene) => {
      const body = JSON.stringify({
        ok: 1,
        candidates: 'none',
        choices: 'none',
        key: scene[api.provider].key,
      });
      await scene.inFrontOf(api.provider, { generate: [refuseWith({ body })] });
      const { details } = assertFailed(await scene.run(api), 'unexpectedAnswer', { reason: 'otherShape' });
      assert.match(details.excerpt ?? '', /"ok":1/);
    });
  }

  for (const api of everyApi) {
    for (const type of ['text/html', 'application/json']) {
      fault(13, `${JSON.stringify(api)}: a page that says it is ${type} is called a page`, async (scene) => {
        const body = Buffer.from('\n<!doctype html><title>Sign in to the network</title>');
        const page = insteadOf(() => ({ headers: { 'content-type': type }, body }));
        await scene.inFrontOf(api.provider, { generate: [page] });
        assertFailed(await scene.run(api), 'unexpectedAnswer', { reason: 'html', host: '127.0.0.1' });
        assertSent(scene, 1);
      });
    }
  }

  const noImages = {
    html: '<html><body>Not here</body></html>',
    json: '{"error":"expired"}',
    empty: '',
  };
  for (const [reason, body] of Object.entries(noImages)) {
    fault(14, `a result that is ${reason} is asked for thrice and never saved`, async (scene) => {
      const no = insteadOf(() => ({ body: Buffer.from(body) }));
      const server = await scene.inFrontOf('imini', { download: [no, no, no] });
      scene.expectOpen('detached');
      const outcome = await scene.run({ provider: 'imini' });
      assertFailed(outcome, 'unexpectedAnswer', { reason, taskId: scene.imini.tasks[0]!.id });
      assert.equal(server.arrivals.filter(({ request }) => request.url?.startsWith('/files/')).length, 3);
    });

    fault(14, `a result that is ${reason} only at first is saved`, async (scene) => {
      const no = insteadOf(() => ({ body: Buffer.from(body) }));
      await scene.inFrontOf('imini', { download: [no, no] });
      assertSaved(await scene.run({ provider: 'imini' }));
    });
  }

  for (const api of everyApi) {
    fault(
      15,
      `${JSON.stringify(api)}: a JPEG that is announced as PNG is saved as a JPEG, with a note`,
      async (scene) => {
        scene[api.provider].script({ kind: 'wrongMediaType' });
        const outcome = await scene.run(api);
        assertSaved(outcome);
        assert.match(outcome.saved[0]!.name, /\.jpe?g$/);
        assert.deepEqual(outcome.saved[0]!.recipe.delivered.format, 'jpeg');
        assert.ok(outcome.saved[0]!.recipe.differences.length > 0);
        assert.equal(outcome.saved[0]!.recipe.delivered.declaredMediaType, 'image/png');
      },
    );
  }

  fault(15, 'a WebP that is announced as PNG is saved as a WebP', async (scene) => {
    const webp = readFileSync('test/sample-workspace/assets/waves.webp');
    await scene.inFrontOf('imini', { download: [insteadOf(() => ({ body: webp }))] });
    const { saved, errors } = await scene.run({ provider: 'imini' });
    assert.deepEqual(errors, []);
    assert.deepEqual(
      saved.map(({ name }) => name),
      ['a-lighthouse-at-dawn.webp'],
    );
  });

  const encodings: Record<string, (body: Buffer) => Buffer> = {
    gzip: (body) => zlib.gzipSync(body),
    deflate: (body) => zlib.deflateSync(body),
    'deflate ': (body) => zlib.deflateRawSync(body),
    br: (body) => zlib.brotliCompressSync(body),
    // The header lies.
    'gzip, but plain': (body) => body,
    'br, but gzip': (body) => zlib.gzipSync(body),
    'identity, but gzip': (body) => zlib.gzipSync(body),
  };
  for (const [how, compress] of Object.entries(encodings)) {
    for (const api of everyApi) {
      fault(16, `${JSON.stringify(api)}: an answer in ${how} is read`, async (scene) => {
        const compressed = insteadOf(({ headers, body }) => ({
          headers: { ...headers, 'content-encoding': how.split(/[ ,]/)[0] ?? '' },
          body: compress(body),
        }));
        await scene.inFrontOf(api.provider, {
          generate: [compressed],
          poll: [compressed],
          download: [compressed],
        });
        assertSaved(await scene.run(api));
      });
    }
  }

  fault(16, 'Zstandard is read where Node can, and else refused by name', async (scene) => {
    const zstandard = (zlib as { zstdCompressSync?: (body: Buffer) => Buffer }).zstdCompressSync;
    const magic = (): Buffer => Buffer.from('28b52ffd0000', 'hex');
    const compressed = insteadOf(({ body }) => ({ body: (zstandard ?? magic)(body) }));
    await scene.inFrontOf('infinityblue', { generate: [compressed] });
    const outcome = await scene.run({ provider: 'infinityblue' });
    if (zstandard) {
      assertSaved(outcome);
    } else {
      assertFailed(outcome, 'unexpectedAnswer', { reason: 'encoding', maybeBilled: true });
    }
  });

  const bomb = zlib.gzipSync(Buffer.alloc(64 * megabyte, 'A'));
  const bombLimits = { http: { limits: { inflatedBytes: 8 * megabyte } } };
  for (const api of everyApi) {
    fault(16, `${JSON.stringify(api)}: a compression bomb is broken off at the limit`, async (scene) => {
      const start = '{"candidates":[{"content":{"parts":[{"inlineData":{"data":"';
      const body = Buffer.concat([zlib.gzipSync(start), bomb]);
      await scene.inFrontOf(api.provider, { generate: [insteadOf(() => ({ body }))] });
      const outcome = await scene.run({ ...api, ...bombLimits });
      assertFailed(outcome, 'unexpectedAnswer', { reason: 'tooLarge', maybeBilled: true });
      assertSent(scene, 1);
    });
  }

  fault(16, 'a download that is a compression bomb is broken off, and not asked for again', async (scene) => {
    await scene.inFrontOf('imini', { download: [insteadOf(() => ({ body: bomb }))] });
    scene.expectOpen('detached');
    const outcome = await scene.run({ provider: 'imini', ...bombLimits });
    assertFailed(outcome, 'unexpectedAnswer', { reason: 'tooLarge' });
  });

  const endlessLimits = { http: { limits: { answerBytes: 4 * megabyte } } };
  for (const api of everyApi) {
    fault(17, `${JSON.stringify(api)}: an answer without end is broken off at the limit`, async (scene) => {
      const start = '{"candidates":[{"content":{"parts":[{"inlineData":{"data":"';
      const server = await scene.inFrontOf(api.provider, { generate: [endless(start, 'AAAA')] });
      const outcome = await scene.run({ ...api, ...endlessLimits });
      assertFailed(outcome, 'unexpectedAnswer', { reason: 'tooLarge', maybeBilled: true });
      await server.arrivals[0]!.closed;
      assertSent(scene, 1);
    });
  }

  fault(17, 'a download without end is broken off, and the task stays on record', async (scene) => {
    const png = '\x89PNG\r\n\x1a\n';
    const server = await scene.inFrontOf('imini', { download: [endless(png, 'x')] });
    scene.expectOpen('detached');
    const outcome = await scene.run({ provider: 'imini', ...endlessLimits });
    assertFailed(outcome, 'unexpectedAnswer', { reason: 'tooLarge', taskId: scene.imini.tasks[0]!.id });
    await server.arrivals.at(-1)!.closed;
  });

  fault(18, 'an image of 30000 × 30000 pixels is saved as it came, without being unpacked', async (scene) => {
    const bomb30k = await imageBomb();
    await scene.inFrontOf('imini', { download: [insteadOf(() => ({ body: bomb30k }))] });
    const { saved, errors } = await scene.run({ provider: 'imini' });
    assert.deepEqual(errors, []);
    const { width, height, format } = saved[0]!.recipe.delivered;
    assert.deepEqual({ width, height, format }, { width: 30_000, height: 30_000, format: 'png' });
    assert.ok(saved[0]!.bytes.length < 2 * megabyte);
  });
});

/** A real PNG whose header claims more. */
async function imageBomb(): Promise<Buffer> {
  const chunk = { prompt: '', model: '', aspectRatio: '', size: '', quality: '', references: [] };
  const bytes = await drawPng({
    chunk: { ...chunk, call: 1, image: 1, draft: false },
    width: 64,
    height: 64,
  });
  bytes.writeUInt32BE(30_000, 16);
  bytes.writeUInt32BE(30_000, 20);
  return bytes;
}
