import assert from 'node:assert/strict';
import type { Draft } from '../../../src/core/apis/common/api';
import { generate } from '../../../src/core/generate/generate';
import { startAutomatic1111Server } from '../../servers/automatic1111';
import { startComfyuiServer } from '../../servers/comfyui';
import { startOpenaiServer } from '../../servers/openai';
import { modelOf, openHttpClient, requestFor, rowOf, trace } from '../core/apis/callContext';

/** Short for a test, and long enough that what follows is another packet. */
const answerMilliseconds = 40;

describe('The stand-ins at the pace of a demo', () => {
  it('OpenAI’s sends its drafts before the image', async () => {
    const server = await startOpenaiServer({ answerMilliseconds });
    const body = { model: 'gpt-image-2', prompt: 'A boat', stream: true, partial_images: 2 };
    const response = await fetch(`${server.url}/v1/images/generations`, {
      method: 'POST',
      headers: { authorization: `Bearer ${server.key}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    const events: string[] = [];
    for await (const part of response.body!.pipeThrough(new TextDecoderStream())) {
      const names = Array.from(part.matchAll(/^event: (.+)$/gmu), ([, name = '']) => name);
      events.push(...names, 'later');
    }
    await server.stop();
    assert.deepEqual(events.slice(0, 2), ['image_generation.partial_image', 'later'], events.join());
    assert.equal(events.filter((event) => event === 'image_generation.partial_image').length, 2);
    assert.ok(events.includes('image_generation.completed'));
  });

  it('AUTOMATIC1111’s says how far it is, with a picture', async () => {
    const server = await startAutomatic1111Server({ answerMilliseconds: 1000, key: '' });
    const drawing = fetch(`${server.url}/sdapi/v1/txt2img`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ prompt: 'A boat', width: 512, height: 512 }),
    });
    drawing.catch(() => undefined);
    await server.waitForRequests({ path: '/sdapi/v1/txt2img' });
    let progress = 0;
    while (progress === 0) {
      const answer = await fetch(`${server.url}/sdapi/v1/progress?skip_current_image=false`);
      ({ progress } = (await answer.json()) as { readonly progress: number });
    }
    await server.stop();
    assert.ok(progress < 1, String(progress));
  });

  it('ComfyUI’s shows what it draws while a task is drawn', async () => {
    const server = await startComfyuiServer({ answerMilliseconds, key: '' });
    server.script({ kind: 'taskHeld' });
    const provider = { ...rowOf('comfyui'), baseUrl: server.url };
    const model = modelOf(provider, provider.models[0].id);
    const http = openHttpClient();
    const { context } = trace({ provider, model, key: '', http });
    const seen = new Promise<Draft>((resolve) => Object.assign(context, { showDraft: resolve }));
    const generating = generate(requestFor(model), context);
    const { bytes } = await seen;
    server.release();
    await generating;
    await http.close();
    await server.stop();
    assert.ok(bytes.byteLength > 100);
  });
});
