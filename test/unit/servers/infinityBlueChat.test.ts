import assert from 'node:assert/strict';
import * as z from 'zod';
import { readTestChunk } from '../../servers/image';
import { startInfinityBlueServer, type InfinityBlueServer } from '../../servers/infinityBlue';
import type { ScriptedStep } from '../../servers/steps';
import { dataUri, post, refusal, refusalMessage, sha256, smallPng, type Exchange } from './exchange';

const path = '/v1/chat/completions';
const google = { image_config: { aspect_ratio: '16:9', image_size: '1K' } };
const valid = {
  model: 'nanobanana_2',
  stream: false,
  messages: [{ role: 'user', content: 'A fox' }],
  extra_body: { google },
};

const choiceSchema = z.object({
  choices: z.tuple([z.object({ message: z.object({ content: z.string() }), finish_reason: z.string() })]),
});

const choiceOf = ({ body }: Exchange) => choiceSchema.parse(body).choices[0];

describe('InfinityBlue stand-in: chat', () => {
  let server: InfinityBlueServer;
  before(async () => (server = await startInfinityBlueServer()));
  after(() => server.stop());

  const send = (value: unknown): Promise<Exchange> => post({ server, path, body: value });
  const withContent = (content: unknown): object => ({ ...valid, messages: [{ role: 'user', content }] });
  const play = (step: ScriptedStep): Promise<Exchange> => {
    server.script(step);
    return send(valid);
  };
  const imagesIn = (answer: Exchange): Buffer[] =>
    [...choiceOf(answer).message.content.matchAll(/!\[image\]\(data:[^;]+;base64,([^)]+)\)/g)].map((match) =>
      Buffer.from(match[1]!, 'base64'),
    );

  it('answers a Markdown image that tells its request', async () => {
    const answer = await send(valid);
    assert.equal(choiceOf(answer).finish_reason, 'stop');
    const { prompt, model, aspectRatio, size } = readTestChunk(imagesIn(answer)[0]!)!;
    assert.deepEqual([prompt, model, aspectRatio, size], ['A fox', 'nanobanana_2', '16:9', '1K']);
  });

  it('answers a JPEG as documented, where the script says so', async () => {
    const answer = await play({ kind: 'jpeg' });
    assert.match(choiceOf(answer).message.content, /^!\[image\]\(data:image\/jpeg;base64,\/9j\//);
    assert.equal(readTestChunk(imagesIn(answer)[0]!)?.prompt, 'A fox');
  });

  it('takes three models; others have no channel', async () => {
    for (const model of ['nanobanana', 'nanobanana_pro']) {
      assert.equal((await send({ ...valid, model })).status, 200);
    }
    assert.equal(refusal(await send({ ...valid, model: 'gpt-image-2' })), '503 model_not_found');
  });

  it('needs ratio and size in the documented words, and no stream', async () => {
    const wrong = [
      { ...valid, stream: true },
      { ...valid, messages: [] },
      { ...valid, extra_body: undefined },
      { ...valid, extra_body: { google: { image_config: { aspect_ratio: '16:9' } } } },
      { ...valid, extra_body: { google: { image_config: { image_size: '1K' } } } },
      { ...valid, extra_body: { google: { image_config: { aspect_ratio: '2:3', image_size: '1K' } } } },
      { ...valid, extra_body: { google: { image_config: { aspect_ratio: '1:1', image_size: '1k' } } } },
    ];
    for (const value of wrong) {
      assert.equal(refusal(await send(value)), '400 invalid_parameter', JSON.stringify(value));
    }
  });

  it('names fields in camel case', async () => {
    const outer = await send({ ...valid, extra_body: { google: { imageConfig: {} } } });
    assert.match(
      refusalMessage(outer),
      /^extra_body\.google\.imageConfig is not supported, use .*image_config/,
    );
    const inner = { google: { image_config: { ...google.image_config, aspectRatio: '1:1' } } };
    assert.match(
      refusalMessage(await send({ ...valid, extra_body: inner })),
      /image_config\.aspectRatio is not/,
    );
  });

  it('takes text and images as parts, in order', async () => {
    const png = await smallPng();
    const url = dataUri(png, 'image/png');
    const parts = [
      { type: 'text', text: 'A fox' },
      { type: 'image_url', image_url: { url } },
      { type: 'image_url', image_url: { url: 'https://example.com/a.jpg', detail: 'high' } },
    ];
    assert.equal((await send(withContent(parts))).status, 200);
    const { references, prompt } = server.requests.at(-1)!;
    assert.equal(prompt, 'A fox');
    assert.deepEqual(
      references.map((reference) => reference.sha256),
      [sha256(png), ''],
    );
  });

  it('refuses image parts that are not as declared', async () => {
    const url = dataUri(await smallPng(), 'image/jpeg');
    const parts = [
      { type: 'text', text: 'A fox' },
      { type: 'image_url', image_url: { url } },
    ];
    assert.equal(refusal(await send(withContent(parts))), '400 invalid_image');
    assert.equal(
      refusal(await send(withContent([{ type: 'image_url', image_url: url }]))),
      '400 invalid_parameter',
    );
  });

  it('loses the text after a Markdown image, as new-api does', async () => {
    const markdown = `Look: ![a](${dataUri(await smallPng(), 'image/png')}) and make it blue`;
    await send(withContent(markdown));
    assert.equal(server.requests.at(-1)?.prompt, 'Look: ');
    assert.equal(server.requests.at(-1)?.references.length, 1);
  });

  it('drops unknown fields, and records them', async () => {
    assert.equal((await send({ ...valid, modalities: ['image'] })).status, 200);
    assert.deepEqual(server.requests.at(-1)?.unknownFields, ['modalities']);
  });

  it('may answer a draft first', async () => {
    const drafts = imagesIn(await play({ kind: 'drafts' })).map((bytes) => readTestChunk(bytes)?.draft);
    assert.deepEqual(drafts, [true, false]);
  });

  it('has every form of refusal', async () => {
    assert.equal(refusal(await play({ kind: 'policy' })), '400 prompt_blocked');
    assert.equal(choiceOf(await play({ kind: 'policy', form: 'image' })).finish_reason, 'content_filter');
    assert.equal(refusal(await play({ kind: 'policy', form: 'error' })), '400 content_policy_violation');
    assert.equal(refusal(await play({ kind: 'noImage', form: 'empty' })), '500 empty_response');
    assert.equal(choiceOf(await play({ kind: 'noImage', text: 'Which?' })).message.content, 'Which?');
    assert.equal(refusal(await play({ kind: 'outOfCredit' })), '429 insufficient_quota');
  });
});
