import assert from 'node:assert/strict';
import { generate } from '../../../../../src/core/generate/generate';
import type { HttpClient } from '../../../../../src/core/http/client';
import type { Provider } from '../../../../../src/core/model/provider';
import { startOpenRouterServer } from '../../../../servers/openRouter';
import type { ServerControls } from '../../../../servers/controls';
import { openHttpClient, referenceOf, requestFor, rowOf, trace, type Trace } from '../callContext';
import { isError } from '../isError';

describe('OpenRouter', () => {
  let server: ServerControls;
  let http: HttpClient;

  beforeEach(async () => {
    server = await startOpenRouterServer();
    http = openHttpClient();
  });

  afterEach(async () => {
    await http.close();
    await server.stop();
  });

  const start = (changes: Partial<Provider> = {}): Trace => {
    const provider = { ...rowOf('openrouter', server.url), ...changes };
    return trace({ provider, model: provider.models[0], http, key: server.key });
  };

  it('takes ratio and resolution, and references as data URIs', async () => {
    const { context } = start();
    const references = [referenceOf('a.png')];
    await generate(requestFor(context.model, { aspectRatio: '16:9', size: '2K', references }), context);
    const [sent] = server.requests;
    assert.equal(sent!.path, '/api/v1/images');
    const { input_references: inputs, ...rest } = sent!.body as { input_references: readonly unknown[] };
    assert.deepEqual(rest, {
      model: 'google/gemini-3-pro-image',
      prompt: 'A lighthouse at dawn',
      aspect_ratio: '16:9',
      resolution: '2K',
    });
    assert.equal(inputs.length, 1);
  });

  it('takes a size in pixels in a field of its own', async () => {
    const { context } = start();
    const { model } = context;
    const unknown = { ...model, capabilities: context.provider.unknownModel };
    await generate(requestFor(unknown, { size: '1024x768' }), { ...context, model: unknown });
    assert.deepEqual(server.requests[0]!.body, {
      model: model.id,
      prompt: 'A lighthouse at dawn',
      size: '1024x768',
    });
  });

  describe('in the chat format', () => {
    const chat = (): Trace => start({ api: 'openai-chat' });

    it('asks for both modalities and finds the image beside the text', async () => {
      const { context } = chat();
      const references = [referenceOf('a.png')];
      const request = requestFor(context.model, { aspectRatio: '1:1', size: '1K', references });
      const { images, modelText } = await generate(request, context);
      assert.equal(images.length, 1);
      assert.equal(modelText, 'Here is your image.');
      const { modalities, image_config: config } = server.requests[0]!.body as Record<string, unknown>;
      assert.deepEqual([modalities, config], [['image', 'text'], { aspect_ratio: '1:1', image_size: '1K' }]);
    });

    it('an error within a good answer is the error', async () => {
      const reply = (error: unknown): void =>
        server.script({
          kind: 'reply',
          answer: { status: 200, body: JSON.stringify({ choices: [{ finish_reason: 'error', error }] }) },
        });
      const { context } = chat();
      reply({ code: 502, message: 'Provider returned error' });
      await assert.rejects(
        generate(requestFor(context.model), context),
        isError('unexpectedAnswer', { providerMessage: 'Provider returned error', maybeBilled: true }),
      );
      reply({ code: 403, message: 'Flagged', metadata: {}, type: 'content_filter' });
      await assert.rejects(generate(requestFor(context.model), context), isError('refusedByPolicy'));
    });

    it('what the model says in refusing is told', async () => {
      const message = { content: null, refusal: 'I cannot draw that.' };
      const body = JSON.stringify({ choices: [{ message, finish_reason: 'stop' }] });
      server.script({ kind: 'reply', answer: { status: 200, body } });
      const { context } = chat();
      await assert.rejects(
        generate(requestFor(context.model), context),
        isError('refusedByPolicy', { modelText: 'I cannot draw that.' }),
      );
    });
  });
});
