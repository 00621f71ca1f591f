import assert from 'node:assert/strict';
import { generate } from '../../../../src/core/generate/generate';
import type { HttpClient } from '../../../../src/core/http/client';
import { readTestChunk } from '../../../servers/image';
import { startInfinityBlueServer } from '../../../servers/infinityBlue';
import type { ServerControls } from '../../../servers/controls';
import { listen } from '../http/loopback';
import { makePng } from '../image/samples';
import { modelOf, openHttpClient, referenceOf, requestFor, rowOf, trace, type Trace } from './callContext';
import { isError } from './isError';

describe('InfinityBlue', () => {
  let server: ServerControls;
  let http: HttpClient;

  beforeEach(async () => {
    server = await startInfinityBlueServer();
    http = openHttpClient();
  });

  afterEach(async () => {
    await http.close();
    await server.stop();
  });

  const start = (modelId: string, includeThoughts = false): Trace => {
    const provider = rowOf('infinityblue', server.url);
    return trace({ provider, model: modelOf(provider, modelId), http, key: server.key, includeThoughts });
  };

  describe('native format', () => {
    it('posts to generateContent with both modalities, and always with ratio and size', async () => {
      const { context } = start('nanobanana_pro');
      await generate(requestFor(context.model), context);
      const [sent] = server.requests;
      assert.equal(sent!.path, '/v1beta/models/nanobanana_pro:generateContent');
      const { generationConfig } = sent!.body as { generationConfig: Record<string, unknown> };
      assert.deepEqual(generationConfig.responseModalities, ['TEXT', 'IMAGE']);
      assert.deepEqual(generationConfig.imageConfig, { aspectRatio: '1:1', imageSize: '1K' });
    });

    it('logs the reasoning when it was asked for, and never saves a draft as a result', async () => {
      const { context, logged } = start('nanobanana_pro', true);
      const { images } = await generate(requestFor(context.model), context);
      assert.equal(images.length, 1);
      assert.equal(readTestChunk(images[0]!.bytes)?.draft, false);
      assert.equal(server.requests[0]!.options!.includeThoughts, true);
      assert.match(logged.join('\n'), /reasoning/u);
    });

    it('finds an image that stands as Markdown inside the text', async () => {
      server.script({ kind: 'markdown' });
      const { context } = start('nanobanana');
      assert.equal((await generate(requestFor(context.model), context)).images.length, 1);
    });

    for (const form of ['urlSafe', 'unpadded', 'lineBreaks', 'dataPrefix'] as const) {
      it(`reads base64 that is ${form}`, async () => {
        server.script({ kind: 'oddBase64', form });
        const { context } = start('nanobanana');
        const { images } = await generate(requestFor(context.model), context);
        assert.equal(images[0]!.format, 'png');
      });
    }

    it('takes the type from the bytes and says that it was announced otherwise', async () => {
      server.script({ kind: 'wrongMediaType' });
      const { context } = start('nanobanana');
      const { images } = await generate(requestFor(context.model), context);
      assert.equal(images[0]!.format, 'jpeg');
      assert.ok(images[0]!.differences.some(({ what }) => what === 'format'));
    });

    it('keeps what arrived when it is no whole image', async () => {
      const cut = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');
      const part = { inlineData: { mimeType: 'image/png', data: cut.toString('base64') } };
      const body = JSON.stringify({ candidates: [{ content: { parts: [part] }, finishReason: 'STOP' }] });
      server.script({ kind: 'reply', answer: { status: 200, body } });
      const { context } = start('nanobanana');
      const kept: Uint8Array[] = [];
      const keepBroken = (bytes: Uint8Array): Promise<string> => {
        kept.push(bytes);
        return Promise.resolve('/kept/broken.bin');
      };
      await assert.rejects(
        generate(requestFor(context.model), { ...context, keepBroken }),
        isError('unexpectedAnswer', { reason: 'truncated', keptAs: '/kept/broken.bin' }),
      );
      assert.deepEqual(
        kept.map((bytes) => Buffer.from(bytes)),
        [cut],
      );
    });

    it('says when the ratio is not the one that was asked for', async () => {
      server.script({ kind: 'wrongSize' });
      const { context } = start('nanobanana');
      const { images } = await generate(requestFor(context.model, { aspectRatio: '16:9' }), context);
      assert.ok(images[0]!.differences.some(({ what }) => what === 'aspectRatio'));
    });

    it('an answer without an image carries what the model said instead', async () => {
      server.script({ kind: 'noImage', form: 'text', text: 'Which lighthouse do you mean?' });
      const { context } = start('nanobanana');
      await assert.rejects(
        generate(requestFor(context.model), context),
        isError('noImage', { modelText: 'Which lighthouse do you mean?', maybeBilled: true }),
      );
    });

    it('a row that streams gets its answer in pieces, and the same image and words from them', async () => {
      const { context, logged } = start('nanobanana', true);
      const streaming = { ...context, provider: { ...context.provider, streaming: true } };
      const { images, modelText } = await generate(requestFor(context.model), streaming);
      assert.equal(images.length, 1);
      assert.equal(readTestChunk(images[0]!.bytes)?.draft, false);
      assert.equal(modelText, 'Here is your image.');
      assert.ok(logged.some((line) => line.includes('A draft first')));
      assert.match(server.requests[0]!.path, /:streamGenerateContent\?alt=sse$/);
    });

    it('a row that streams tells a refusal and an answer without an image as any other', async () => {
      const { context } = start('nanobanana');
      const streaming = { ...context, provider: { ...context.provider, streaming: true } };
      server.script(
        { kind: 'policy', form: 'prompt' },
        { kind: 'policy', form: 'image' },
        { kind: 'noImage', form: 'text', text: 'Which one?' },
        { kind: 'truncated' },
      );
      const request = requestFor(context.model);
      await assert.rejects(generate(request, streaming), isError('refusedByPolicy'));
      await assert.rejects(generate(request, streaming), isError('refusedByPolicy'));
      await assert.rejects(generate(request, streaming), isError('noImage', { modelText: 'Which one?' }));
      await assert.rejects(generate(request, streaming), isError('unexpectedAnswer', { maybeBilled: true }));
    });

    it("Google's own error shape is understood as well", async () => {
      server.script({ kind: 'rateLimited', shape: 'google', retryAfterSeconds: 340 });
      const { context } = start('nanobanana');
      await assert.rejects(
        generate(requestFor(context.model), context),
        isError('rateLimited', { retryAfterSeconds: 340 }),
      );
      server.script({ kind: 'rateLimited', shape: 'google', quota: 'day' });
      await assert.rejects(generate(requestFor(context.model), context), isError('outOfCredit'));
      assert.equal(server.requests.length, 2);
    });
  });

  describe('chat format', () => {
    it('sends the image options in extra_body, in snake case, and the prompt as plain text', async () => {
      const { context } = start('nanobanana_2');
      await generate(requestFor(context.model, { aspectRatio: '16:9', size: '2K' }), context);
      const [sent] = server.requests;
      assert.equal(sent!.path, '/v1/chat/completions');
      assert.deepEqual(sent!.body, {
        model: 'nanobanana_2',
        stream: false,
        messages: [{ role: 'user', content: 'A lighthouse at dawn' }],
        extra_body: { google: { image_config: { aspect_ratio: '16:9', image_size: '2K' } } },
      });
    });

    it('sends references as data URIs behind the text', async () => {
      const { context } = start('nanobanana_2');
      const references = [referenceOf('a.png'), referenceOf('b.png')];
      await generate(requestFor(context.model, { references }), context);
      assert.deepEqual(
        server.requests[0]!.references.map(({ sha256 }) => sha256),
        references.map(({ sha256 }) => sha256),
      );
    });

    it('takes the last image: the ones before it are drafts', async () => {
      server.script({ kind: 'drafts' });
      const { context } = start('nanobanana_2');
      const { images } = await generate(requestFor(context.model), context);
      assert.equal(images.length, 1);
      assert.equal(readTestChunk(images[0]!.bytes)?.draft, false);
    });

    it('fetches an image that stands behind an address in the text, from a host that the row names', async () => {
      const png = await makePng();
      const files = await listen((_, response) => response.end(png));
      server.script({ kind: 'noImage', form: 'text', text: `Here: ![image](${files.url}/a.png)` });
      const { context } = start('nanobanana_2');
      const provider = { ...context.provider, resultHosts: [new URL(files.url).host] };
      try {
        const { images } = await generate(requestFor(context.model), { ...context, provider });
        assert.deepEqual(Buffer.from(images[0]!.bytes), png);
        assert.equal(files.requests[0]!.headers.authorization, undefined);
      } finally {
        await files.close();
      }
    });

    it('an image whose address gives nothing is said to be billed, and where it stands', async () => {
      const text = `Here: ![image](${server.url}/nowhere.png)`;
      server.script({ kind: 'noImage', form: 'text', text });
      const { context } = start('nanobanana_2');
      await assert.rejects(
        generate(requestFor(context.model), context),
        isError('unexpectedAnswer', { status: 404, maybeBilled: true, modelText: text }),
      );
    });

    it('an answer without an image carries what the model said instead', async () => {
      server.script({ kind: 'noImage', form: 'text', text: 'I would rather not.' });
      const { context } = start('nanobanana_2');
      await assert.rejects(
        generate(requestFor(context.model), context),
        isError('noImage', { modelText: 'I would rather not.' }),
      );
    });
  });

  describe('images format', () => {
    it('posts sizes in pixels, as OpenAI wants them', async () => {
      const { context } = start('gpt-image-2');
      await generate(requestFor(context.model, { size: '1536x1024', quality: 'low', count: 2 }), context);
      const [sent] = server.requests;
      assert.equal(sent!.path, '/v1/images/generations');
      assert.deepEqual(sent!.body, {
        model: 'gpt-image-2',
        prompt: 'A lighthouse at dawn',
        n: 2,
        size: '1536x1024',
        quality: 'low',
      });
    });

    it('sends the first reference as the file image, and the others as base64 in images, in order', async () => {
      const { context } = start('gpt-image-2');
      const references = ['a.png', 'b.png', 'c.png'].map((name) => referenceOf(name));
      await generate(requestFor(context.model, { references }), context);
      const [sent] = server.requests;
      assert.equal(sent!.path, '/v1/images/edits');
      assert.deepEqual(
        sent!.references.map(({ sha256 }) => sha256),
        references.map(({ sha256 }) => sha256),
      );
      const likeOpenai = { ...context.provider, referenceFields: 'image[]' } as const;
      await assert.rejects(
        generate(requestFor(context.model, { references }), { ...context, provider: likeOpenai }),
        isError('invalidRequest', { status: 400 }),
      );
    });

    it('a row that streams gets its drafts as well', async () => {
      const { context, steps } = start('gpt-image-2');
      const streaming = { ...context, provider: { ...context.provider, streaming: true } };
      const { images } = await generate(requestFor(context.model), streaming);
      assert.equal(readTestChunk(images[0]!.bytes)?.draft, false);
      assert.deepEqual(steps, ['sending', 'waiting', 'drawing', 'drawing']);
    });

    it('what a filter stopped is refused by policy', async () => {
      server.script({ kind: 'policy', form: 'image' });
      const { context } = start('gpt-image-2');
      await assert.rejects(generate(requestFor(context.model), context), isError('refusedByPolicy'));
    });
  });
});
