import assert from 'node:assert/strict';
import { generate } from '../../../../../src/core/generate/generate';
import type { HttpClient, JsonRequest } from '../../../../../src/core/http/client';
import { startGeminiServer } from '../../../../servers/gemini';
import type { ServerControls } from '../../../../servers/controls';
import { openHttpClient, referenceOf, requestFor, rowOf, trace, type Trace } from '../callContext';
import { isError } from '../isError';

describe('Google Gemini', () => {
  let server: ServerControls;
  let http: HttpClient;

  beforeEach(async () => {
    server = await startGeminiServer();
    http = openHttpClient();
  });

  afterEach(async () => {
    await http.close();
    await server.stop();
  });

  const start = (client = http): Trace => {
    const provider = rowOf('gemini', server.url);
    return trace({ provider, model: provider.models[0], http: client, key: server.key });
  };

  it("sends what was chosen in Google's own spelling, and nothing of what was left open", async () => {
    const { context } = start();
    await generate(requestFor(context.model, { references: [referenceOf('a.png')] }), context);
    const [sent] = server.requests;
    assert.equal(sent!.path, '/v1beta/models/gemini-nano-banana-2.1:streamGenerateContent?alt=sse');
    const { contents, generationConfig } = sent!.body as {
      readonly contents: readonly { readonly parts: readonly object[] }[];
      readonly generationConfig: unknown;
    };
    assert.deepEqual(generationConfig, { responseModalities: ['TEXT', 'IMAGE'], imageConfig: {} });
    assert.deepEqual(contents[0]!.parts.map(Object.keys), [['text'], ['inlineData']]);
  });

  it('thinks for as long as was chosen, and says why only where the reasoning is wanted', async () => {
    const { context } = start();
    const sent: unknown[] = [];
    for (const includeThoughts of [false, true]) {
      await generate(requestFor(context.model, { thinking: 'high' }), { ...context, includeThoughts });
      const { generationConfig } = server.requests.at(-1)!.body as {
        readonly generationConfig: { readonly thinkingConfig?: unknown };
      };
      sent.push(generationConfig.thinkingConfig);
    }
    assert.deepEqual(sent, [{ thinkingLevel: 'HIGH' }, { includeThoughts: true, thinkingLevel: 'HIGH' }]);
  });

  it('may be silent as long as a stream may, since the image comes in one event', async () => {
    const requests: JsonRequest[] = [];
    const watched: HttpClient = {
      ...http,
      sendJson: (request) => {
        requests.push(request);
        return http.sendJson(request);
      },
    };
    const { context } = start(watched);
    await generate(requestFor(context.model), context);
    assert.deepEqual(
      requests.map(({ streaming }) => streaming),
      [true],
    );
  });

  it('an image that has come is kept whatever breaks behind it, and a thought is no image', async () => {
    const { context } = start();
    const [image] = (await generate(requestFor(context.model), context)).images;
    const data = Buffer.from(image!.bytes).toString('base64');
    const breakBehind = (said: object): void => {
      const part = { inlineData: { mimeType: 'image/png', data }, ...said };
      const body = `data: ${JSON.stringify({ candidates: [{ content: { parts: [part] } }] })}\n\n`;
      const headers = { 'content-type': 'text/event-stream' };
      const answer = { status: 200, headers, body, delivery: 'unfinished' } as const;
      server.script({ kind: 'reply', answer });
    };
    breakBehind({});
    assert.equal((await generate(requestFor(context.model), context)).images.length, 1);
    breakBehind({ thought: true });
    await assert.rejects(
      generate(requestFor(context.model), context),
      isError('unexpectedAnswer', { reason: 'truncated', maybeBilled: true }),
    );
  });

  it('a wrong key, which is a wrong argument there, is unauthorized', async () => {
    const { context } = start();
    await assert.rejects(
      generate(requestFor(context.model), { ...context, key: 'wrong' }),
      isError('unauthorized', { status: 400 }),
    );
  });
});
