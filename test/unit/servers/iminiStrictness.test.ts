import assert from 'node:assert/strict';
import { canary } from '../../host/canaryKey.mjs';
import { startIminiServer, type IminiServer } from '../../servers/imini';
import {
  dataUri,
  get,
  post,
  refusal,
  refusalMessage,
  sha256,
  smallJpeg,
  smallPng,
  smallWebp,
} from './exchange';

const path = '/v1/images/generate';
const valid = { model: 'google/nano-banana-pro', prompt: 'A fox' };
const gptImage = {
  model: 'openai/gpt-image-2',
  prompt: 'A fox',
  aspect_ratio: '1:1',
  resolution: '1K',
  quality: 'low',
};

describe('imini stand-in: what it takes', () => {
  let server: IminiServer;
  beforeEach(async () => (server = await startIminiServer()));
  afterEach(() => server.stop());

  const send = async (body: unknown): Promise<string> => refusal(await post({ server, path, body }));
  const accepted = '200 (no error)';
  const invalid = '400 INVALID_PARAMETER';

  it('answers the documented fields', async () => {
    const { body } = await post({ server, path, body: valid });
    assert.deepEqual(Object.keys(body as object), ['task_id', 'model', 'created_at', 'request_id']);
  });

  it('refuses a wrong or missing key with 401 and a request id', async () => {
    const answer = await post({ server, path, body: valid, key: `${canary}-wrong` });
    assert.equal(answer.status, 401);
    assert.match(JSON.stringify(answer.body), /"request_id":"[0-9a-f-]{36}"/);
  });

  it('refuses a body that is not JSON, or not declared as JSON', async () => {
    assert.equal(await send('{'), invalid);
    assert.equal(refusal(await post({ server, path, body: valid, contentType: 'text/plain' })), invalid);
  });

  it('refuses unknown models and unknown fields', async () => {
    assert.equal(await send({ ...valid, model: 'google/none' }), invalid);
    assert.equal(await send({ ...valid, aspectRatio: '1:1' }), invalid);
  });

  it('needs a prompt within the limit, counted in characters', async () => {
    assert.equal(await send({ ...valid, prompt: '' }), invalid);
    assert.equal(await send({ model: valid.model }), invalid);
    assert.equal(await send({ ...valid, prompt: '🌲'.repeat(6000) }), accepted);
    assert.equal(await send({ ...valid, prompt: 'x'.repeat(6001) }), invalid);
    assert.equal(await send({ ...gptImage, prompt: 'x'.repeat(32_000) }), accepted);
  });

  it('checks the ratio and the resolution against the model', async () => {
    assert.equal(await send({ ...valid, aspect_ratio: '21:9', resolution: '4K' }), accepted);
    assert.equal(await send({ ...valid, aspect_ratio: '8:1' }), invalid);
    assert.equal(await send({ ...valid, resolution: '512' }), invalid);
    assert.equal(await send({ ...valid, resolution: '2k' }), invalid);
    const second = { ...valid, model: 'google/nano-banana-2' };
    assert.equal(await send({ ...second, aspect_ratio: '8:1', resolution: '512' }), accepted);
    assert.equal(await send({ ...second, aspect_ratio: '9:21' }), invalid);
    assert.equal(await send({ ...gptImage, aspect_ratio: '9:21' }), accepted);
  });

  it('needs ratio, resolution and quality for gpt-image-2', async () => {
    for (const field of ['aspect_ratio', 'resolution', 'quality']) {
      const answer = await post({ server, path, body: { ...gptImage, [field]: undefined } });
      assert.equal(refusalMessage(answer), `${field} is required`);
    }
    assert.equal(await send({ ...gptImage, quality: 'auto' }), invalid);
  });

  it('takes quality and n for gpt-image-2 only, and n from 1 to 10', async () => {
    assert.equal(await send({ ...valid, quality: 'low' }), invalid);
    assert.equal(await send({ ...valid, n: 1 }), invalid);
    assert.equal(await send({ ...gptImage, n: 10 }), accepted);
    assert.equal(await send({ ...gptImage, n: 0 }), invalid);
    assert.equal(await send({ ...gptImage, n: 11 }), invalid);
  });

  it('tells a bad key from an unknown task', async () => {
    assert.equal((await get(server, '/v1/images/tasks/task_0', `${canary}-wrong`)).status, 401);
    assert.equal(refusal(await get(server, '/v1/images/tasks/task_0')), '404 TASK_NOT_FOUND');
  });
});

describe('imini stand-in: references', () => {
  let server: IminiServer;
  beforeEach(async () => (server = await startIminiServer()));
  afterEach(() => server.stop());

  const send = async (images: unknown, model = valid.model): Promise<string> =>
    refusal(await post({ server, path, body: { ...valid, model, images } }));
  const asset = (url: string): object => ({ url, reference_type: 'asset' });

  it('are recorded in order, with hash, type, use and pixels', async () => {
    const [png, jpeg] = [await smallPng(), smallJpeg()];
    await send([
      asset(dataUri(png, 'image/png')),
      { url: dataUri(jpeg, 'image/jpeg'), reference_type: 'style' },
      asset(dataUri(smallWebp, 'image/webp')),
    ]);
    const [first, second, third] = server.requests[0]!.references;
    assert.deepEqual(first, {
      sha256: sha256(png),
      mediaType: 'image/png',
      byteLength: png.length,
      use: 'asset',
      width: 32,
      height: 16,
    });
    assert.deepEqual([second?.use, second?.width, second?.height], ['style', 16, 32]);
    assert.equal(third?.sha256, sha256(smallWebp));
  });

  it('may be addresses, or none', async () => {
    assert.equal(await send([asset('https://example.com/mood.jpg')]), '200 (no error)');
    assert.equal(await send([]), '200 (no error)');
    assert.equal(await send([asset('file:///mood.jpg')]), '400 INVALID_PARAMETER');
  });

  it('must be as declared, and decode', async () => {
    const png = await smallPng();
    const wrong = [
      dataUri(png, 'image/jpeg'),
      dataUri(png, 'image/jpg'),
      dataUri(Buffer.from('GIF89a'), 'image/gif'),
      dataUri(Buffer.from('hello'), 'image/png'),
      'data:image/png;base64,',
      'data:image/png;base64,@@@@',
      'data:image/png,abcd',
      `data:image/png;base64,${png.toString('base64url')}_-`,
    ];
    for (const url of wrong) {
      assert.equal(await send([asset(url)]), '400 INVALID_PARAMETER', url.slice(0, 40));
    }
  });

  it('need a known use', async () => {
    const url = dataUri(await smallPng(), 'image/png');
    assert.equal(await send([{ url }]), '400 INVALID_PARAMETER');
    assert.equal(await send([{ url, reference_type: 'mask' }]), '400 INVALID_PARAMETER');
    assert.equal(await send([url]), '400 INVALID_PARAMETER');
  });

  it('are limited in number by the model', async () => {
    const one = asset(dataUri(await smallPng(), 'image/png'));
    const many = (count: number): object[] => new Array<object>(count).fill(one);
    assert.equal(await send(many(14)), '200 (no error)');
    assert.equal(await send(many(15)), '400 INVALID_PARAMETER');
    assert.equal(await send(many(4), 'google/nano-banana'), '400 INVALID_PARAMETER');
  });
});
