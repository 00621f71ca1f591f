import assert from 'node:assert/strict';
import { EaselError } from '../../../../src/core/model/errors';
import { decodeDataUri } from '../../../../src/core/http/dataUri';
import { generate, type Generated } from '../../../../src/core/generate/generate';
import type { ImageRequest } from '../../../../src/core/model/request';
import { answerSamples, answerWith, imageAddress, pngOf, type Answered } from './answerSamples';
import { modelOf, requestFor, trace } from './callContext';
import { isError } from './isError';

const image = pngOf(6000);
const small = pngOf(600);

interface Call {
  readonly sample?: string;
  readonly download?: (url: string) => Promise<Uint8Array>;
  readonly changes?: Partial<ImageRequest>;
}

/** One call whose answer is this, and what was fetched for it. */
async function call(
  answer: unknown,
  { sample = 'openai-chat', download = () => Promise.resolve(image), changes = {} }: Call = {},
): Promise<{ readonly generated: Generated; readonly fetched: readonly string[] }> {
  const { provider, modelId } = answerSamples[sample]!;
  const model = modelOf(provider, modelId);
  const text = typeof answer === 'string' || isAnswered(answer) ? answer : JSON.stringify(answer);
  const { http, fetched } = answerWith([text], download);
  const { context } = trace({ provider, model, http, key: 'a key' });
  return { generated: await generate(requestFor(model, changes), context), fetched };
}

function isAnswered(answer: unknown): answer is Answered {
  return typeof answer === 'object' && answer !== null && 'text' in answer && 'contentType' in answer;
}

const chat = (content: unknown) => ({ choices: [{ message: { content } }] });
const events = (...values: readonly unknown[]): Answered => ({
  text: values.map((value) => `data: ${JSON.stringify(value)}\n\n`).join('') + 'data: [DONE]\n\n',
  contentType: 'text/event-stream',
});

/** APIs that answer at once: each of them reads whatever any of them says. */
const apisThatAnswer = [
  'gemini',
  'openai-images',
  'openai-chat',
  'openrouter-images',
  'automatic1111',
] as const;

const places = (base64: string): Readonly<Record<string, unknown>> => {
  const uri = `data:image/png;base64,${base64}`;
  return {
    'base64 in a field of its own': { result: { picture: base64 } },
    'base64 deep down': { a: [{ b: [{ c: { d: [{ e: base64 }] } }] }] },
    'a data URI': { output_url: uri },
    'a data URI in capitals': { output_url: `DATA:image/PNG;BASE64,${base64}` },
    'a data URI in capitals within a text': { said: `Here: ![i](DATA:image/PNG;BASE64,${base64}) and more` },
    'a data URI with parameters': { output_url: `data:image/png;charset=utf-8;name=a.png;base64,${base64}` },
    'a data URI without a type': { output_url: `data:;base64,${base64}` },
    'a data URI with a space behind the comma': { output_url: `data:image/png;base64, ${base64}` },
    'an address in a field': { job: { image_url: imageAddress } },
    'an address in a list': { files: [imageAddress] },
    'a Markdown image': { reply: `Done: ![image](${imageAddress})` },
    'a Markdown link': { reply: `Done: [Download](${imageAddress})` },
    'a Markdown link without an ending': { reply: 'Done: [here](https://files.example/f/123)' },
    'an address in a sentence': { reply: `Done: ${imageAddress}. Enjoy!` },
    'an address of an image in a field that seldom has one': { response: imageAddress },
    'an HTML image': { reply: `<img alt="x" src="${imageAddress}">` },
    'a file of Gemini': { candidates: [{ content: { parts: [{ fileData: { fileUri: imageAddress } }] } }] },
    "Gemini's format": { candidates: [{ content: { parts: [{ inlineData: { data: base64 } }] } }] },
    "OpenAI's images format": { data: [{ b64_json: base64 }] },
    "OpenAI's chat format": chat(`![image](${uri})`),
    "OpenAI's Responses": { output: [{ type: 'image_generation_call', result: base64 }] },
    'JSON within a text': { resultJson: JSON.stringify({ resultUrls: [imageAddress] }) },
  };
};

const streams = (base64: string): Readonly<Record<string, Answered>> => {
  const markdown = `Here: ![i](data:image/png;base64,${base64})`;
  const delta = (content: string) => ({ choices: [{ index: 0, delta: { content } }] });
  return {
    'pieces of a chat': events(delta('Here '), delta(markdown)),
    'pieces that cut base64 anywhere': events(
      ...Array.from({ length: Math.ceil(markdown.length / 701) }, (_, at) =>
        delta(markdown.slice(at * 701, at * 701 + 701)),
      ),
    ),
    'pieces with images': events({
      choices: [{ delta: { images: [{ image_url: { url: `data:image/png;base64,${base64}` } }] } }],
    }),
    'a whole chat': events(chat(markdown)),
    'a whole answer of images': events({ created: 1, data: [{ b64_json: base64 }] }),
    'a finished image': events({ type: 'image_generation.completed', b64_json: base64 }),
    'a finished image with data': events({ type: 'image_edit.completed', data: [{ b64_json: base64 }] }),
    'an item of Responses': events({
      type: 'response.output_item.done',
      item: { type: 'image_generation_call', result: base64 },
    }),
    'the end of Responses': events({
      type: 'response.completed',
      response: { output: [{ type: 'image_generation_call', result: base64 }] },
    }),
    "pieces of Gemini's": events(
      { candidates: [{ content: { parts: [{ inlineData: { data: base64 } }] }, finishReason: null }] },
      { candidates: null, usageMetadata: {} },
    ),
    'an event within an event': events({ event: 'done', data: { data: [{ b64_json: base64 }] } }),
    'pieces, and the message once more without its images': events(
      { choices: [{ delta: { images: [{ image_url: { url: `data:image/png;base64,${base64}` } }] } }] },
      { choices: [{ message: { role: 'assistant', content: 'Here. [Docs](https://help.example/a)' } }] },
    ),
    'pieces that cut base64 anywhere, and an empty message behind them': events(
      ...Array.from({ length: Math.ceil(markdown.length / 701) }, (_, at) =>
        delta(markdown.slice(at * 701, at * 701 + 701)),
      ),
      { choices: [{ message: { role: 'assistant', content: '' }, finish_reason: 'stop' }] },
    ),
    'an unknown event beside a text that links elsewhere': events(
      delta('See [the documentation](https://help.example/a).'),
      { kind: 'picture', picture: { base64 } },
    ),
    'one JSON value a line': {
      text: `{"status":"working"}\n${JSON.stringify({ data: [{ b64_json: base64 }] })}\n`,
      contentType: 'application/json',
    },
  };
};

for (const sample of apisThatAnswer) {
  describe(`Whatever ${sample} is answered`, () => {
    for (const bytes of [small, image]) {
      const base64 = bytes.toString('base64');
      const page = new EaselError('unexpectedAnswer', { reason: 'html' });
      const download = (url: string) =>
        url.startsWith('https://help.example/') ? Promise.reject(page) : Promise.resolve(bytes);
      for (const [place, answer] of [...Object.entries(places(base64)), ...Object.entries(streams(base64))]) {
        it(`its image is found: ${place}, ${bytes.length} bytes`, async () => {
          const { generated } = await call(answer, { sample, download });
          assert.deepEqual(
            generated.images.map((each) => Buffer.from(each.bytes)),
            [bytes],
          );
        });
      }
    }

    it('what was sent is no result, nor is a thought or a draft', async () => {
      const base64 = image.toString('base64');
      const echo = {
        input: { image: base64 },
        request: { references: [imageAddress] },
        parts: [{ thought: true, inlineData: { data: base64 } }],
        docs_url: 'https://api.example/docs',
        messages: [{ role: 'user', content: `![a](${imageAddress})` }],
        candidates: [],
        choices: [],
        images: [],
      };
      await assert.rejects(call(echo, { sample }), isError('noImage'));
    });

    it('an answer that fits nothing is quoted', async () => {
      await assert.rejects(
        call({ hello: 'world' }, { sample }),
        isError('unexpectedAnswer', { reason: 'otherShape', excerpt: '{"hello":"world"}' }),
      );
    });

    it('bytes in a known place that are no image hide no image elsewhere, and are quoted without one', async () => {
      const inPlace = {
        candidates: [{ content: { parts: [{ inlineData: { data: 'abcd' } }] } }],
        data: [{ b64_json: 'abcd' }],
        choices: [{ message: { images: [{ image_url: { url: 'data:image/png;base64,abcd' } }] } }],
        images: ['abcd'],
      };
      const { generated } = await call({ ...inPlace, other: image.toString('base64') }, { sample });
      assert.equal(generated.images.length, 1);
      await assert.rejects(call({ note: 'a shape nobody knows', ...inPlace }, { sample }), (error) => {
        assert.ok(error instanceof EaselError);
        assert.equal(error.details.reason, 'notAnImage');
        assert.match(error.details.excerpt ?? '', /a shape nobody knows/u);
        return true;
      });
    });

    it('many values where objects are expected cost no more than reading them', async () => {
      for (const member of ['1', '"a"', '{}', 'null', '[]']) {
        const list = `[${`${member},`.repeat(3_500)}${member}]`;
        const answer = `{"candidates":${list},"data":${list},"choices":${list},"images":${list},"output":${list}}`;
        await assert.rejects(call(answer, { sample }), (error) => error instanceof EaselError);
      }
    }).timeout(60_000);
  });
}

/** As an encoder of addresses leaves base64, or one of forms, or one that breaks lines first. */
const percentSpellings: Readonly<Record<string, (base64: string) => string>> = {
  'each sign': encodeURIComponent,
  'in small letters': (base64) =>
    encodeURIComponent(base64).replaceAll(/%../gu, (sign) => sign.toLowerCase()),
  'only the end': (base64) => base64.replaceAll('=', '%3D'),
  'all but the slash': (base64) => base64.replaceAll('+', '%2B').replaceAll('=', '%3D'),
  'with line breaks': (base64) => encodeURIComponent(base64.replaceAll(/.{76}/gu, '$&\r\n')),
};

const uriPlaces = (base64: string): Readonly<Record<string, unknown>> => {
  const uri = `data:image/png;base64,${base64}`;
  const markdown = `Here: ![i](${uri}) and more 100%`;
  const delta = (content: string) => ({ choices: [{ index: 0, delta: { content } }] });
  return {
    'in a field': { output_url: uri },
    'in a field, in capitals': { output_url: `DATA:image/PNG;BASE64,${base64}` },
    'in a field, with parameters': { output_url: `data:image/png;name=a.png;base64,${base64}` },
    'in a field, without a type': { output_url: `data:;base64,${base64}` },
    'in a field, with an encoded type': { output_url: `data:image%2Fpng;base64,${base64}` },
    'in a field of images': { data: [{ url: uri }] },
    'in an image of a chat': { choices: [{ message: { images: [{ image_url: { url: uri } }] } }] },
    'in a text of a chat': chat(markdown),
    'in an HTML image': chat(`<img src="${uri}">`),
    'in a stream': events(delta(markdown)),
    'in a stream that cuts it anywhere': events(
      ...Array.from({ length: Math.ceil(markdown.length / 701) }, (_, at) =>
        delta(markdown.slice(at * 701, at * 701 + 701)),
      ),
    ),
  };
};

describe('A data URI whose base64 is percent-encoded', () => {
  /** Some of each sign that an encoder takes, however the bytes fall. */
  const pngs = [598, 599, 6000, 200_000].map(pngOf);
  const download = (url: string) => Promise.resolve(decodeDataUri(url).bytes);

  for (const [spelling, spell] of Object.entries(percentSpellings)) {
    for (const sample of apisThatAnswer) {
      it(`gives its image: ${spelling}, ${sample}`, async () => {
        for (const bytes of pngs) {
          for (const [place, answer] of Object.entries(uriPlaces(spell(bytes.toString('base64'))))) {
            const { generated } = await call(answer, { sample, download });
            const found = generated.images.map((each) => Buffer.from(each.bytes));
            assert.deepEqual(found, [bytes], `${place}, ${bytes.length} bytes`);
          }
        }
      });
    }

    for (const sample of ['imini', 'tasks of Replicate', 'tasks of fal']) {
      it(`gives its image: ${spelling}, ${sample}`, async () => {
        for (const bytes of pngs) {
          const { provider, modelId, bodies } = answerSamples[sample]!;
          const uri = `data:image/png;base64,${spell(bytes.toString('base64'))}`;
          const texts = bodies('').map((body) => JSON.stringify(body).replaceAll(imageAddress, uri));
          const model = modelOf(provider, modelId);
          const { context } = trace({
            provider,
            model,
            http: answerWith(texts, download).http,
            key: 'a key',
          });
          const { images } = await generate(requestFor(model), context);
          assert.deepEqual(
            images.map((each) => Buffer.from(each.bytes)),
            [bytes],
          );
        }
      });
    }
  }
});

describe('Addresses of images', () => {
  const addresses = Array.from({ length: 300 }, (_, index) => `https://files.example/${index}.png`);
  const answers: Readonly<Record<string, readonly [sample: string, answer: unknown]>> = {
    'in data': ['openai-images by an address', { data: addresses.map((url) => ({ url })) }],
    'in a message': ['openai-chat', { choices: [{ message: { images: addresses } }] }],
    anywhere: ['gemini', { things: addresses }],
  };

  for (const [place, [sample, answer]] of Object.entries(answers)) {
    it(`are fetched as many as were asked for and sixteen more, three at a time, and the rest is named: ${place}`, async () => {
      let underWay = 0;
      let most = 0;
      const download = async (): Promise<Uint8Array> => {
        underWay += 1;
        most = Math.max(most, underWay);
        await new Promise((resolve) => setImmediate(resolve));
        underWay -= 1;
        return image;
      };
      const { generated, fetched } = await call(answer, { sample, download });
      assert.equal(fetched.length, 17);
      assert.equal(most, 3);
      assert.equal(generated.images.length, 17);
      assert.equal(generated.leftOut.length, 1);
      const [error] = generated.leftOut;
      assert.ok(isError('unexpectedAnswer', { reason: 'tooManyAddresses' })(error));
      // As many of them as the details of an error hold.
      assert.ok((error as EaselError).details.modelText?.startsWith(addresses.slice(17, 60).join('\n')));
    });
  }

  it('that lead to no image take nothing from what the model said', async () => {
    const text = 'I cannot. [Read this](https://help.example/why)';
    const page = () => Promise.reject(new EaselError('unexpectedAnswer', { reason: 'html' }));
    await assert.rejects(call(chat(text), { download: page }), isError('noImage', { modelText: text }));
  });

  it('are not followed where the answer is a refusal', async () => {
    const refused = {
      choices: [{ message: { refusal: `No: ![a](${imageAddress})` }, finish_reason: 'stop' }],
    };
    await assert.rejects(call(refused, { download: () => assert.fail() }), isError('refusedByPolicy'));
  });

  it('that were not fetched stay in the text', async () => {
    const { generated, fetched } = await call(
      chat(`A draft ![draft](https://files.example/draft.png) and ![image](${imageAddress})`),
    );
    assert.deepEqual(fetched, [imageAddress]);
    assert.equal(generated.modelText, 'A draft ![draft](https://files.example/draft.png) and');
  });
});
