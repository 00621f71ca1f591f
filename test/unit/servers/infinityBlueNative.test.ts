import assert from 'node:assert/strict';
import * as z from 'zod';
import { readTestChunk } from '../../servers/image';
import { startInfinityBlueServer, type InfinityBlueServer } from '../../servers/infinityBlue';
import type { ScriptedStep } from '../../servers/steps';
import {
  get,
  post,
  refusal,
  refusalMessage,
  sha256,
  smallJpeg,
  smallPng,
  smallWebp,
  type Exchange,
} from './exchange';

const path = '/v1beta/models/nanobanana_pro:generateContent';
const imageConfig = { aspectRatio: '16:9', imageSize: '1K' };
const generationConfig = { responseModalities: ['TEXT', 'IMAGE'], imageConfig };
const text = { text: 'A fox' };
const body = (parts: unknown[] = [text], config: unknown = generationConfig): object => ({
  contents: [{ role: 'user', parts }],
  generationConfig: config,
});

const inlineSchema = z.object({ mimeType: z.string(), data: z.string() });
const answerSchema = z.object({
  candidates: z
    .array(
      z.object({
        content: z.object({
          parts: z
            .array(
              z.object({
                text: z.string().optional(),
                thought: z.boolean().optional(),
                inlineData: inlineSchema.optional(),
              }),
            )
            .optional(),
        }),
        finishReason: z.string(),
      }),
    )
    .optional(),
  promptFeedback: z.object({ blockReason: z.string() }).optional(),
});

const partsOf = ({ body: answer }: Exchange) =>
  answerSchema.parse(answer).candidates?.[0]?.content.parts ?? [];

describe('InfinityBlue stand-in: what the native API takes', () => {
  let server: InfinityBlueServer;
  before(async () => (server = await startInfinityBlueServer()));
  after(() => server.stop());

  const send = async (value: unknown, target = path): Promise<string> =>
    refusal(await post({ server, path: target, body: value }));
  const accepted = '200 (no error)';
  const invalid = '400 invalid_parameter';
  const invalidImage = '400 invalid_image';

  it('refuses a wrong key, also for the lists of models', async () => {
    assert.equal(refusal(await post({ server, path, body: body(), key: 'no' })), '401 invalid_api_key');
    assert.equal((await get(server, '/v1/models', 'no')).status, 401);
    assert.equal((await get(server, '/v1beta/models', 'no')).status, 401);
    assert.equal((await get(server, '/v1/models')).status, 200);
    assert.equal((await get(server, '/v1beta/models')).status, 200);
  });

  it('has two models; others have no channel', async () => {
    assert.equal(await send(body(), '/v1beta/models/nanobanana:generateContent'), accepted);
    for (const model of ['nanobanana_2', 'gemini-3-pro-image']) {
      assert.equal(await send(body(), `/v1beta/models/${model}:generateContent`), '503 model_not_found');
    }
  });

  it('needs modalities, ratio and size, in the documented words', async () => {
    const wrong = [
      undefined,
      { imageConfig },
      { responseModalities: ['image'], imageConfig },
      { responseModalities: ['IMAGE'] },
      { ...generationConfig, imageConfig: { aspectRatio: '16:9' } },
      { ...generationConfig, imageConfig: { imageSize: '1K' } },
      { ...generationConfig, imageConfig: { ...imageConfig, aspectRatio: '21:9' } },
      { ...generationConfig, imageConfig: { ...imageConfig, imageSize: '2k' } },
      { ...generationConfig, imageConfig: { ...imageConfig, imageSize: '512' } },
      { ...generationConfig, thinkingConfig: { includeThoughts: 'yes' } },
    ];
    for (const config of wrong) {
      const value = { contents: [{ parts: [text] }], generationConfig: config };
      assert.equal(await send(value), invalid, JSON.stringify(config));
    }
    for (const aspectRatio of ['1:1', '3:4', '4:3', '9:16', '16:9']) {
      const config = { ...generationConfig, imageConfig: { ...imageConfig, aspectRatio } };
      assert.equal(await send(body([text], config)), accepted);
    }
  });

  it('needs contents with text', async () => {
    assert.equal(await send({ generationConfig }), invalid);
    assert.equal(await send({ contents: [], generationConfig }), invalid);
    assert.equal(await send(body([])), invalid);
    assert.equal(await send(body([{ text: '' }])), invalid);
    assert.equal(await send('nonsense'), invalid);
  });

  it('takes references in both spellings, in order', async () => {
    const [png, jpeg] = [await smallPng(), smallJpeg()];
    const parts = [
      text,
      { inline_data: { mimeType: 'image/png', data: png.toString('base64') } },
      { inlineData: { mimeType: 'image/jpeg', data: jpeg.toString('base64') } },
      { inline_data: { mime_type: 'image/webp', data: smallWebp.toString('base64') } },
    ];
    assert.equal(await send(body(parts)), accepted);
    const { references, unknownFields } = server.requests.at(-1)!;
    assert.deepEqual(
      references.map((reference) => reference.sha256),
      [png, jpeg, smallWebp].map(sha256),
    );
    assert.deepEqual(unknownFields, []);
  });

  it('refuses references that are not as declared', async () => {
    const png = await smallPng();
    const data = png.toString('base64');
    const wrong = [
      { mimeType: 'image/jpeg', data },
      { mimeType: 'image/jpg', data: smallJpeg().toString('base64') },
      { mimeType: 'image/heic', data },
      { mimeType: 'image/png', data: `data:image/png;base64,${data}` },
      { mimeType: 'image/png', data: '' },
      { mimeType: 'image/png', data: `${data.slice(0, 8)}\n${data.slice(8)}` },
    ];
    for (const inlineData of wrong) {
      assert.equal(await send(body([text, { inlineData }])), invalidImage);
    }
  });

  it('refuses references of 20 MB', async () => {
    const big = Buffer.concat([await smallPng(), Buffer.alloc(20 * 2 ** 20)]).toString('base64');
    assert.equal(
      await send(body([text, { inlineData: { mimeType: 'image/png', data: big } }])),
      invalidImage,
    );
  });

  it('drops unknown fields, and records them', async () => {
    const value = { ...body([{ ...text, extra: 1 }]), generation_config: {}, model: 'x' };
    assert.equal(await send(value), accepted);
    assert.deepEqual([...server.requests.at(-1)!.unknownFields].sort(), [
      'contents.0.parts.0.extra',
      'generation_config',
      'model',
    ]);
  });
});

describe('InfinityBlue stand-in: what the native API answers', () => {
  let server: InfinityBlueServer;
  before(async () => (server = await startInfinityBlueServer()));
  after(() => server.stop());

  const play = async (step: ScriptedStep, value: object = body()): Promise<Exchange> => {
    server.script(step);
    return post({ server, path, body: value });
  };

  it('is text and an image that tells its request', async () => {
    const image = partsOf(await play({ kind: 'succeed' })).at(-1)?.inlineData;
    const bytes = Buffer.from(image?.data ?? '', 'base64');
    assert.equal(image?.mimeType, 'image/png');
    assert.equal(bytes.readUInt32BE(16), 1376);
    const { prompt, model, aspectRatio, size } = readTestChunk(bytes)!;
    assert.deepEqual([prompt, model, aspectRatio, size], ['A fox', 'nanobanana_pro', '16:9', '1K']);
  });

  it('holds thoughts only where they are asked for', async () => {
    const config = { ...generationConfig, thinkingConfig: { includeThoughts: true } };
    const parts = partsOf(await play({ kind: 'succeed' }, body([text], config)));
    assert.deepEqual(
      parts.map(({ thought = false }) => thought),
      [true, true, false, false],
    );
    assert.equal(readTestChunk(Buffer.from(parts[1]?.inlineData?.data ?? '', 'base64'))?.draft, true);
    assert.ok(partsOf(await play({ kind: 'succeed' })).every(({ thought }) => thought === undefined));
  });

  it('streams the same in pieces', async () => {
    const target = path.replace('generateContent', 'streamGenerateContent');
    const { headers, body: stream } = await post({ server, path: `${target}?alt=sse`, body: body() });
    assert.equal(headers.get('content-type'), 'text/event-stream');
    const pieces = z.string().parse(stream).trim().split('\r\n\r\n');
    assert.equal(pieces.length, 2);
    assert.ok(pieces.every((piece) => piece.startsWith('data: {')));
  });

  it('has every form of refusal', async () => {
    const blocked = await play({ kind: 'policy' });
    assert.equal(blocked.status, 200);
    assert.deepEqual(answerSchema.parse(blocked.body).promptFeedback, { blockReason: 'PROHIBITED_CONTENT' });
    const unsafe = answerSchema.parse((await play({ kind: 'policy', form: 'image' })).body);
    assert.equal(unsafe.candidates?.[0]?.finishReason, 'IMAGE_SAFETY');
    assert.equal(refusal(await play({ kind: 'policy', form: 'error' })), '400 content_policy_violation');
    assert.equal(refusal(await play({ kind: 'outOfCredit' })), '429 insufficient_quota');
    assert.equal(
      refusal(await play({ kind: 'outOfCredit', form: 'gateway' })),
      '403 insufficient_user_quota',
    );
    const limited = await play({ kind: 'rateLimited', retryAfterSeconds: 9 });
    assert.equal(`${refusal(limited)} ${limited.headers.get('retry-after')}`, '429 rate_limit_exceeded 9');
  });

  it("has Google's form of errors", async () => {
    const minute = await play({ kind: 'rateLimited', shape: 'google', retryAfterSeconds: 34 });
    assert.equal(refusal(minute), '429 429');
    assert.match(JSON.stringify(minute.body), /"retryDelay":"34s"/);
    const day = await play({ kind: 'rateLimited', shape: 'google', quota: 'day' });
    assert.match(JSON.stringify(day.body), /PerDay/);
    const busy = await play({ kind: 'serverError', status: 503, shape: 'google' });
    assert.match(refusalMessage(busy), /overloaded/);
  });

  it('may be without an image', async () => {
    const parts = partsOf(await play({ kind: 'noImage', text: 'Which fox?' }));
    assert.deepEqual(parts, [{ text: 'Which fox?' }]);
    const reason = answerSchema.parse((await play({ kind: 'noImage', form: 'reason' })).body);
    assert.equal(reason.candidates?.[0]?.finishReason, 'NO_IMAGE');
    assert.deepEqual(
      answerSchema.parse((await play({ kind: 'noImage', form: 'empty' })).body).candidates,
      [],
    );
    const textOnly = body([text], { ...generationConfig, responseModalities: ['TEXT'] });
    assert.ok(partsOf(await play({ kind: 'succeed' }, textOnly)).every(({ inlineData }) => !inlineData));
  });

  it('may be a draft first, or Markdown', async () => {
    const images = partsOf(await play({ kind: 'drafts' })).flatMap(({ inlineData }) => inlineData ?? []);
    const drafts = images.map(({ data }) => readTestChunk(Buffer.from(data, 'base64'))?.draft);
    assert.deepEqual(drafts, [true, false]);
    assert.match(
      partsOf(await play({ kind: 'markdown' })).at(-1)?.text ?? '',
      /^!\[image\]\(data:image\/png/,
    );
  });
});
