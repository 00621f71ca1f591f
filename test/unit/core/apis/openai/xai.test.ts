import assert from 'node:assert/strict';
import { generate } from '../../../../../src/core/generate/generate';
import type { HttpClient } from '../../../../../src/core/http/client';
import { findUnsupportedBy } from '../../../../../src/core/providerSettings/supportedCapabilities';
import type { ServerControls } from '../../../../servers/controls';
import { startXaiServer } from '../../../../servers/xai';
import { openHttpClient, referenceOf, requestFor, rowOf, trace } from '../callContext';
import { isError } from '../isError';

describe('xAI', () => {
  let server: ServerControls;
  let http: HttpClient;

  beforeEach(async () => {
    server = await startXaiServer();
    http = openHttpClient();
  });

  afterEach(async () => {
    await http.close();
    await server.stop();
  });

  const start = () => {
    const provider = rowOf('xai', server.url);
    return trace({ provider, model: provider.models[0], http, key: server.key }).context;
  };

  it('is asked by ratio, resolution and quality, for the image itself', async () => {
    const context = start();
    const options = { aspectRatio: '5:2', size: '1.5k', quality: 'medium', count: 2 };
    const { images } = await generate(requestFor(context.model, options), context);
    assert.deepEqual(
      images.map(({ format, differences }) => [format, differences]),
      [
        ['jpeg', []],
        ['jpeg', []],
      ],
    );
    const [sent] = server.requests;
    assert.equal(sent!.path, '/v1/images/generations');
    assert.deepEqual(sent!.body, {
      ...{ model: 'grok-imagine-image-2.0', prompt: 'A lighthouse at dawn', n: 2 },
      ...{ aspect_ratio: '5:2', resolution: '1.5k', quality: 'medium', response_format: 'b64_json' },
    });
  });

  it('gets one reference as image and several as images, within JSON', async () => {
    const context = start();
    for (const names of [['a.png'], ['a.png', 'b.png', 'c.png']]) {
      const references = names.map((name) => referenceOf(name));
      await generate(requestFor(context.model, { references }), context);
      const { path, body, references: arrived } = server.requests.at(-1)!;
      assert.equal(path, '/v1/images/edits');
      assert.ok((names.length === 1 ? 'image' : 'images') in (body as object));
      assert.deepEqual(
        arrived.map(({ sha256 }) => sha256),
        references.map(({ sha256 }) => sha256),
      );
    }
  });

  it('has no place for what only OpenAI has', () => {
    const { provider, model } = start();
    const claimed = {
      ...model.capabilities,
      ...{ seed: true, mask: true, negativePrompt: true },
    };
    assert.deepEqual(findUnsupportedBy(provider, model, claimed), ['seed', 'negativePrompt', 'mask']);
  });

  it('refuses the best quality of others, which is refused before anything is sent', async () => {
    const context = start();
    await assert.rejects(
      generate({ ...requestFor(context.model), quality: 'high' }, context),
      isError('invalidRequest', {}),
    );
    assert.equal(server.requests.length, 0);
  });
});
