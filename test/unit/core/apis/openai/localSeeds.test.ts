import assert from 'node:assert/strict';
import { generate } from '../../../../../src/core/generate/generate';
import type { HttpClient } from '../../../../../src/core/http/client';
import type { ImageRequest } from '../../../../../src/core/model/request';
import type { ServerControls } from '../../../../servers/controls';
import {
  openHttpClient,
  referenceOf,
  requestFor,
  rowOf,
  standIns,
  trace,
  type ProviderId,
} from '../callContext';

describe('The seeds of several images of one call', () => {
  let server: ServerControls;
  let http: HttpClient;

  afterEach(async () => {
    await http.close();
    await server.stop();
  });

  const draw = async (id: ProviderId, changes: Partial<ImageRequest>) => {
    server = await standIns[id]!();
    http = openHttpClient();
    const provider = rowOf(id, server.url);
    const { context } = trace({ provider, model: provider.models[0], http, key: server.key });
    server.script({ kind: 'jpeg' });
    const { images } = await generate(requestFor(context.model, changes), context);
    const { body, prompt } = server.requests.find(({ method }) => method === 'POST')!;
    return { seeds: images.map(({ seed }) => seed), body: body as Readonly<Record<string, unknown>>, prompt };
  };

  for (const id of ['docker-model-runner', 'stable-diffusion.cpp'] as const) {
    it(`count up from the one that was asked for: ${id}`, async () => {
      const { seeds, body } = await draw(id, { seed: 7, count: 3 });
      assert.deepEqual(seeds, [7, 8, 9]);
      assert.equal(body.seed, 7);
    });
  }

  it('are unknown where the server says nothing of them: vLLM-Omni', async () => {
    const { seeds, body } = await draw('vllm-omni', { seed: 7, count: 3 });
    assert.deepEqual(seeds, [undefined, undefined, undefined]);
    assert.equal(body.seed, 7);
  });

  it('are unknown where none was asked for: Docker Model Runner', async () => {
    assert.deepEqual((await draw('docker-model-runner', { count: 2 })).seeds, [undefined, undefined]);
  });

  it('are of our making where the server would always take the same: stable-diffusion.cpp', async () => {
    const { seeds, body, prompt } = await draw('stable-diffusion.cpp', { count: 2 });
    assert.equal(typeof body.seed, 'number');
    assert.notEqual(body.seed, 42);
    assert.deepEqual(seeds, [body.seed, Number(body.seed) + 1]);
    assert.equal(prompt, 'A lighthouse at dawn');
  });

  it('go with references as well: stable-diffusion.cpp', async () => {
    const { seeds, body } = await draw('stable-diffusion.cpp', {
      seed: 7,
      references: [referenceOf('a.png')],
    });
    assert.deepEqual([seeds, body.seed], [[7], 7]);
  });

  it('are left to what the user has written into the prompt themselves: stable-diffusion.cpp', async () => {
    const prompt = 'a fox <sd_cpp_extra_args>{"seed":5}</sd_cpp_extra_args>';
    const { seeds, body } = await draw('stable-diffusion.cpp', { prompt, count: 2 });
    assert.deepEqual([seeds, body.seed], [[undefined, undefined], 5]);
  });
});
