import assert from 'node:assert/strict';
import { generate } from '../../../../../src/core/generate/generate';
import type { HttpClient } from '../../../../../src/core/http/client';
import type { Draft } from '../../../../../src/core/apis/common/api';
import type { EaselError } from '../../../../../src/core/model/errors';
import { assertRequest } from '../../../../../src/core/generate/assertRequest';
import { readTestChunk } from '../../../../servers/image';
import { startOpenaiServer } from '../../../../servers/openai';
import type { ServerControls } from '../../../../servers/controls';
import { modelOf, openHttpClient, referenceOf, requestFor, rowOf, trace, type Trace } from '../callContext';
import { isError } from '../isError';

describe('OpenAI images', () => {
  let server: ServerControls;
  let http: HttpClient;

  beforeEach(async () => {
    server = await startOpenaiServer();
    http = openHttpClient();
  });

  afterEach(async () => {
    await http.close();
    await server.stop();
  });

  const start = (modelId = 'gpt-image-2', changes: { readonly streaming?: boolean } = {}): Trace => {
    const provider = { ...rowOf('openai', server.url), ...changes };
    return trace({ provider, model: modelOf(provider, modelId), http, key: server.key });
  };

  it('posts what was chosen and leaves out the rest, above all response_format', async () => {
    const { context } = start('gpt-image-2.6-flare');
    const request = requestFor(context.model, { size: '1536x1024', quality: 'low' });
    await generate({ ...request, background: 'opaque', outputFormat: 'jpeg' }, context);
    const [sent] = server.requests;
    assert.equal(sent!.path, '/v1/images/generations');
    assert.deepEqual(sent!.body, {
      model: 'gpt-image-2.6-flare',
      prompt: 'A lighthouse at dawn',
      size: '1536x1024',
      quality: 'low',
      background: 'opaque',
      output_format: 'jpeg',
      stream: true,
    });
  });

  it('another file format than was asked for is told', async () => {
    const { context } = start();
    const generateAs = async (outputFormat: string) =>
      (await generate({ ...requestFor(context.model), outputFormat }, context)).images[0]!.differences;
    assert.deepEqual(await generateAs('jpeg'), []);
    // The stand-in has no encoder for it.
    assert.deepEqual(await generateAs('webp'), [
      { what: 'outputFormat', requested: 'webp', delivered: 'png' },
    ]);
  });

  it('a transparent background that did not come is told', async () => {
    const { context } = start('gpt-image-2.6-flare');
    const request = requestFor(context.model, { background: 'transparent' });
    const differences = (await generate(request, context)).images[0]!.differences;
    assert.deepEqual(differences, [{ what: 'background', requested: 'transparent', delivered: 'png' }]);
  });

  it('a transparent background in a JPEG is refused before anything is sent', async () => {
    const { context } = start('gpt-image-2.6-flare');
    const request = { ...requestFor(context.model), background: 'transparent' };
    await assert.rejects(
      generate({ ...request, outputFormat: 'jpeg' }, context),
      isError('invalidRequest', { problem: { problem: 'transparentFormat', format: 'jpeg' } }),
    );
    assert.equal(server.requests.length, 0);
    await generate(request, context);
  });

  it('GPT Image 2 is not asked for transparency, which it refuses', async () => {
    for (const id of ['openai', 'infinityblue'] as const) {
      const { capabilities } = modelOf(rowOf(id), 'gpt-image-2');
      assert.equal(capabilities.background, undefined, id);
    }
    const { context } = start();
    const permissive = { ...context.model, capabilities: context.provider.unknownModel };
    await assert.rejects(
      generate(requestFor(permissive, { background: 'transparent' }), { ...context, model: permissive }),
      isError('invalidRequest', {
        providerMessage: 'Transparent background is not supported for this model.',
      }),
    );
  });

  it('with references it is a form: the files as they are, under names that say nothing', async () => {
    const { context } = start();
    const references = [referenceOf('secret plans/a.png'), referenceOf('b.png')];
    await generate(requestFor(context.model, { references, quality: 'high' }), context);
    const [sent] = server.requests;
    assert.equal(sent!.path, '/v1/images/edits');
    assert.match(sent!.headers['content-type']!, /^multipart\/form-data; boundary=/u);
    assert.deepEqual(sent!.body, {
      model: 'gpt-image-2',
      prompt: 'A lighthouse at dawn',
      quality: 'high',
      stream: true,
      partial_images: 2,
    });
    assert.deepEqual(
      sent!.references.map(({ sha256 }) => sha256),
      references.map(({ sha256 }) => sha256),
    );
  });

  it('several images are one call', async () => {
    const { context } = start();
    const { images } = await generate(requestFor(context.model, { count: 3 }), context);
    assert.equal(images.length, 3);
    assert.equal(server.requests.length, 1);
  });

  it('an address under a version, as most services give theirs, is not doubled', async () => {
    const { context } = start();
    const provider = { ...context.provider, baseUrl: `${server.url}/v1` };
    await generate(requestFor(context.model), { ...context, provider });
    assert.equal(server.requests[0]!.path, '/v1/images/generations');
  });

  for (const references of [[], [referenceOf('a.png')]]) {
    it(`a stream with ${references.length} references shows its drafts and saves none of them`, async () => {
      const { context, steps, drafts } = start();
      const { images } = await generate(requestFor(context.model, { references }), context);
      assert.equal(images.length, 1);
      assert.equal(readTestChunk(images[0]!.bytes)?.draft, false);
      assert.deepEqual(steps, ['sending', 'waiting', 'drawing', 'drawing']);
      assert.deepEqual(
        drafts.map(({ bytes, isPaid }) => [readTestChunk(bytes)?.draft, isPaid]),
        [
          [true, true],
          [true, true],
        ],
      );
    });
  }

  it('a draft is shown as soon as it comes, and what breaks behind it is an error', async () => {
    const { context, drafts } = start();
    const shown = new Promise<void>((resolve) => {
      Object.assign(context, { showDraft: (draft: Draft) => drafts.push(draft) === 2 && resolve() });
    });
    server.script({ kind: 'heldFinal' }, { kind: 'brokenFinal' });
    const generating = generate(requestFor(context.model), context);
    await shown;
    server.release();
    assert.equal((await generating).images.length, 1);
    await assert.rejects(
      generate(requestFor(context.model), context),
      isError('unexpectedAnswer', { reason: 'truncated', maybeBilled: true }),
    );
    assert.equal(drafts.length, 4);
  });

  it('as many drafts are asked for as the user wants, and none that would cost as much as the image', async () => {
    const { context } = start();
    const asked = async (partialImages: number, quality: string): Promise<unknown> => {
      await generate(requestFor(context.model, { quality }), { ...context, partialImages });
      const { stream, partial_images: drafts } = server.requests.at(-1)!.body as Record<string, unknown>;
      return [stream, drafts];
    };
    assert.deepEqual(await asked(3, ''), [true, 3]);
    assert.deepEqual(await asked(1, 'high'), [true, 1]);
    assert.deepEqual(await asked(3, 'low'), [true, undefined]);
    assert.deepEqual(await asked(0, 'high'), [true, undefined]);
  });

  it('a row that does not stream asks for no drafts', async () => {
    const { context, steps } = start('gpt-image-2', { streaming: false });
    await generate(requestFor(context.model), context);
    assert.deepEqual(server.requests[0]!.body, { model: 'gpt-image-2', prompt: 'A lighthouse at dawn' });
    assert.deepEqual(steps, ['sending', 'waiting']);
  });

  it('several images are not streamed, since the events say not which one they belong to', async () => {
    const { context } = start();
    await generate(requestFor(context.model, { count: 2 }), context);
    assert.deepEqual(server.requests[0]!.body, {
      model: 'gpt-image-2',
      prompt: 'A lighthouse at dawn',
      n: 2,
    });
  });

  const stream = (...events: readonly unknown[]): void => {
    const body = events.map((event) => `data: ${JSON.stringify(event)}\n\n`).join('');
    const headers = { 'content-type': 'text/event-stream' };
    server.script({ kind: 'reply', answer: { status: 200, headers, body } });
  };

  it('an error within a stream is the error, and a refusal there is a refusal', async () => {
    const { context } = start();
    stream({ type: 'error', error: { message: 'Blocked', code: 'moderation_blocked' } });
    await assert.rejects(generate(requestFor(context.model), context), isError('refusedByPolicy'));
    stream({ type: 'error', error: { message: 'The server had an error', code: 'server_error' } });
    await assert.rejects(
      generate(requestFor(context.model), context),
      isError('unexpectedAnswer', { providerMessage: 'The server had an error', maybeBilled: true }),
    );
  });

  it('a stream that ends with a draft broke off, and may be billed; what came behind it is quoted', async () => {
    const { context } = start();
    const draft = { type: 'image_generation.partial_image', b64_json: 'iVBORw0KGgo=' };
    stream(draft, { note: 'an event that nobody knows' });
    const excerpt = '[{"note":"an event that nobody knows"}]';
    await assert.rejects(
      generate(requestFor(context.model), context),
      isError('unexpectedAnswer', { reason: 'truncated', maybeBilled: true, excerpt }),
    );
  });

  it('an error behind a draft may be billed, which the same error alone is not', async () => {
    const { context } = start();
    const refused = { type: 'error', error: { message: 'Blocked', code: 'moderation_blocked' } };
    const failure = async (...before: readonly unknown[]): Promise<EaselError> => {
      stream(...before, refused);
      return generate(requestFor(context.model), context).then(
        () => assert.fail('An image came'),
        (error: unknown) => error as EaselError,
      );
    };
    const alone = await failure();
    const behind = await failure({ type: 'image_generation.partial_image', b64_json: 'iVBORw0KGgo=' });
    assert.equal(behind.kind, alone.kind);
    assert.deepEqual([alone.details.maybeBilled, behind.details.maybeBilled], [undefined, true]);
  });

  it('an image that has come in a stream is kept whatever breaks behind it, and a draft is no image', async () => {
    const { context } = start();
    const [image] = (await generate(requestFor(context.model), context)).images;
    const base64 = Buffer.from(image!.bytes).toString('base64');
    const breakBehind = (type: string): void => {
      const body = `data: ${JSON.stringify({ type, b64_json: base64 })}\n\n`;
      const headers = { 'content-type': 'text/event-stream' };
      const answer = { status: 200, headers, body, delivery: 'unfinished' } as const;
      server.script({ kind: 'reply', answer });
    };
    breakBehind('image_generation.completed');
    const { images } = await generate(requestFor(context.model), context);
    assert.deepEqual(
      images.map(({ bytes }) => Buffer.from(bytes).toString('base64')),
      [base64],
    );
    breakBehind('image_generation.partial_image');
    await assert.rejects(
      generate(requestFor(context.model), context),
      isError('unexpectedAnswer', { reason: 'truncated', maybeBilled: true }),
    );
  });

  it('other pixels than were asked for are told', async () => {
    server.script({ kind: 'wrongSize' });
    const { context } = start();
    const { images } = await generate(requestFor(context.model, { size: '1024x1024' }), context);
    assert.deepEqual(images[0]!.differences, [
      { what: 'size', requested: '1024x1024', delivered: { width: 640, height: 320 } },
    ]);
  });

  it('a result that cannot be fetched from its address may be billed, and takes no other with it', async () => {
    const { context } = start();
    const [image] = (await generate(requestFor(context.model), context)).images;
    const good = { b64_json: Buffer.from(image!.bytes).toString('base64') };
    const reply = (data: readonly unknown[]): void =>
      server.script({ kind: 'reply', answer: { status: 200, body: JSON.stringify({ data }) } });
    reply([{ url: '/gone.png' }, good]);
    const { images, leftOut } = await generate(requestFor(context.model, { count: 2 }), context);
    assert.deepEqual([images.length, leftOut.length], [1, 1]);
    reply([{ url: '/gone.png' }]);
    await assert.rejects(
      generate(requestFor(context.model), context),
      isError('unexpectedAnswer', { maybeBilled: true }),
    );
  });

  it('an option that a model does not have is refused before anything is sent', () => {
    const imini = rowOf('imini');
    const [model] = imini.models;
    for (const extra of [{ background: 'transparent' }, { outputFormat: 'webp' }]) {
      assert.throws(
        () => assertRequest({ ...requestFor(model), ...extra }, model.capabilities),
        isError('invalidRequest'),
      );
    }
  });
});
