import assert from 'node:assert/strict';
import { withoutEndpoint } from '../../../../src/core/providerSettings/endpointPath';
import type { ApiId } from '../../../../src/core/model/provider';

describe('The base URL of a row', () => {
  const whole: readonly (readonly [ApiId, string, string])[] = [
    ['openai-images', 'https://a.example/v1/images/generations', 'https://a.example/v1'],
    ['openai-images', 'https://a.example/v1/images/edits/', 'https://a.example/v1'],
    ['openai-images', 'https://a.example/v1/chat/completions', 'https://a.example/v1'],
    ['openai-chat', 'https://a.example/api/v1/chat/completions', 'https://a.example/api/v1'],
    ['openrouter-images', 'https://a.example/api/v1/images', 'https://a.example/api/v1'],
    ['gemini', 'https://a.example/v1beta/models/nano:generateContent', 'https://a.example/v1beta'],
    ['automatic1111', 'http://127.0.0.1:7860/sdapi/v1/txt2img', 'http://127.0.0.1:7860'],
    ['comfyui', 'http://127.0.0.1:8188/prompt', 'http://127.0.0.1:8188'],
  ];
  for (const [api, given, expected] of whole) {
    it(`loses the path of a request that ${api} adds by itself: ${given}`, () => {
      assert.equal(withoutEndpoint(given, api), expected);
      assert.equal(withoutEndpoint(expected, api), expected);
    });
  }

  const own: readonly (readonly [ApiId, string])[] = [
    ['openai-images', 'https://a.example/tools/images'],
    ['openai-chat', 'https://a.example/queue'],
    ['gemini', 'https://a.example/prompt'],
    ['openrouter-images', 'https://a.example/tools/images'],
    ['tasks', 'https://a.example/v1/images/generations'],
    ['openai-images', 'not an address'],
  ];
  for (const [api, given] of own) {
    it(`stays as it is for ${api}: ${given}`, () => {
      assert.equal(withoutEndpoint(given, api), given);
    });
  }
});
