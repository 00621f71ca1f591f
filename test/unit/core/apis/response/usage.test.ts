import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { generate } from '../../../../../src/core/generate/generate';
import { geminiUsage, openaiUsage } from '../../../../../src/core/apis/response/usage';
import type { Usage } from '../../../../../src/core/model/price';
import type { Provider } from '../../../../../src/core/model/provider';
import type { Answer } from '../../../../servers/http';
import { openHttpClient, requestFor, rowOf, standIns, trace, type ProviderId } from '../callContext';

describe('What an answer says of its cost', () => {
  /** @param reply in place of the stand-in's own answer */
  const usageOf = async (
    id: ProviderId,
    { reply, ...changes }: Partial<Provider> & { readonly reply?: Answer } = {},
  ): Promise<Usage | undefined> => {
    const server = await standIns[id]!();
    const http = openHttpClient();
    try {
      if (reply) {
        server.script({ kind: 'reply', answer: reply });
      }
      const provider: Provider = { ...rowOf(id, server.url), ...changes };
      const model = provider.models[0];
      const { context } = trace({ provider, model, http, key: server.key });
      return (await generate(requestFor(model), context)).usage;
    } finally {
      await http.close();
      await server.stop();
    }
  };

  it("OpenAI's tokens are read, whole or at the end of a stream", async () => {
    const tokens = { textInput: 12, imageInput: 0, textOutput: 0, imageOutput: 1056 };
    assert.deepEqual(await usageOf('openai'), { tokens });
    assert.deepEqual(await usageOf('openai', { streaming: true }), { tokens });
  });

  it("Google's tokens are read, whole or from the last piece of a stream", async () => {
    const tokens = { textInput: 12, textOutput: 0, imageOutput: 1120 };
    assert.deepEqual(await usageOf('gemini'), { tokens });
    assert.deepEqual(await usageOf('gemini', { streaming: false }), { tokens });
  });

  it('of a stream the last count is the whole', async () => {
    const data = (await readFile('media/icon.png')).toString('base64');
    const pieces = [
      { usageMetadata: { promptTokenCount: 9, candidatesTokenCount: 1 } },
      {
        candidates: [{ content: { parts: [{ inlineData: { mimeType: 'image/png', data } }] } }],
        usageMetadata: { promptTokenCount: 9, candidatesTokenCount: 1120 },
      },
    ];
    const body = pieces.map((piece) => `data: ${JSON.stringify(piece)}\n\n`).join('');
    const headers = { 'content-type': 'text/event-stream' };
    const usage = await usageOf('gemini', { reply: { status: 200, headers, body } });
    assert.equal(usage?.tokens?.imageOutput, 1120);
  });

  it("OpenRouter's cost is taken as it is, and no other service's, whose currency nobody knows", async () => {
    assert.deepEqual(await usageOf('openrouter'), { cost: 0.04 });
    const image = (await readFile('media/icon.png')).toString('base64');
    const body = JSON.stringify({ data: [{ b64_json: image }], usage: { cost: 40, output_tokens: 5 } });
    const usage = await usageOf('openai', { reply: { status: 200, body } });
    assert.deepEqual([usage?.tokens?.imageOutput, usage?.cost], [5, undefined]);
  });

  it('kinds of tokens are told apart where the answer does', () => {
    const openai = {
      input_tokens: 300,
      output_tokens: 210,
      input_tokens_details: { text_tokens: 100, image_tokens: 200 },
      output_tokens_details: { text_tokens: 10, image_tokens: 200 },
    };
    const kinds = { textInput: 100, imageInput: 200, textOutput: 10, imageOutput: 200 };
    assert.deepEqual(openaiUsage.parse(openai), { tokens: kinds });
    const gemini = {
      promptTokenCount: 9,
      candidatesTokenCount: 1130,
      thoughtsTokenCount: 400,
      candidatesTokensDetails: [{ modality: 'IMAGE', tokenCount: 1120 }],
    };
    assert.deepEqual(geminiUsage.parse(gemini), {
      tokens: { textInput: 9, textOutput: 410, imageOutput: 1120 },
    });
  });

  it('whatever is odd about it is passed over: the image was paid', () => {
    for (const odd of [null, 'much', [], { input_tokens: 'x', output_tokens: -5, cost: {} }]) {
      assert.doesNotThrow(() => [openaiUsage.parse(odd), geminiUsage.parse(odd)]);
    }
    assert.deepEqual(openaiUsage.parse({ input_tokens: 'x', output_tokens: null }), {});
  });
});
