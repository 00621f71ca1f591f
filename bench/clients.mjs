// One entry a client: loads its library, which is not timed, and returns a function from reference files to image bytes.
import { readFile } from 'node:fs/promises';
import { createReadStream } from 'node:fs';
import path from 'node:path';
import { Readable } from 'node:stream';
import { resultBytes } from './payload.mjs';

/**
 * @typedef {{ url: string, references: readonly string[] }} Job
 * @typedef {(job: Job) => Promise<Uint8Array>} Call
 * @typedef {() => Promise<Call>} Client
 */

const prompt = 'A lighthouse at dawn';
const model = 'bench-model';
const key = 'bench-key';
/** In bytes. */
const referenceStep = 780 * 1024;

/** @type {Record<string, Client>} */
export const clients = {
  easel: () => easel({ streaming: false }),
  'easel, references of 30 MiB': () => easel({ streaming: false }),
  'easel, SSE': () => easel({ streaming: true }),
  async '@google/genai'() {
    const { GoogleGenAI } = await import('@google/genai');
    return async ({ url, references }) => {
      const client = new GoogleGenAI({ apiKey: key, httpOptions: { baseUrl: url } });
      const answer = await client.models.generateContent({
        model,
        contents: [{ role: 'user', parts: [{ text: prompt }, ...(await inlineParts(references))] }],
        config: { responseModalities: ['TEXT', 'IMAGE'] },
      });
      return Buffer.from(answer.candidates?.[0]?.content?.parts?.[0]?.inlineData?.data ?? '', 'base64');
    };
  },
  async '@google/genai, SSE'() {
    const { GoogleGenAI } = await import('@google/genai');
    return async ({ url, references }) => {
      const client = new GoogleGenAI({ apiKey: key, httpOptions: { baseUrl: url } });
      const stream = await client.models.generateContentStream({
        model,
        contents: [{ role: 'user', parts: [{ text: prompt }, ...(await inlineParts(references))] }],
        config: { responseModalities: ['TEXT', 'IMAGE'] },
      });
      let data = '';
      for await (const chunk of stream) {
        data = chunk.candidates?.[0]?.content?.parts?.[0]?.inlineData?.data ?? data;
      }
      return Buffer.from(data, 'base64');
    };
  },
  async openai() {
    const { default: OpenAI, toFile } = await import('openai');
    return async ({ url, references }) => {
      const client = new OpenAI({ apiKey: key, baseURL: `${url}/v1` });
      const answer =
        references.length === 0
          ? await client.images.generate({ model, prompt })
          : await client.images.edit({
              model,
              prompt,
              image: await Promise.all(
                references.map((file) =>
                  toFile(createReadStream(file), path.basename(file), { type: 'image/png' }),
                ),
              ),
            });
      return Buffer.from(answer.data?.[0]?.b64_json ?? '', 'base64');
    };
  },
  async 'ai + @ai-sdk/google'() {
    const [{ generateText }, { createGoogleGenerativeAI }] = await Promise.all([
      import('ai'),
      import('@ai-sdk/google'),
    ]);
    return async ({ url, references }) => {
      const google = createGoogleGenerativeAI({ apiKey: key, baseURL: `${url}/v1beta` });
      const images = await Promise.all(references.map((file) => readFile(file)));
      const { files } = await generateText({
        model: google(model),
        messages: [
          {
            role: 'user',
            content: [
              { type: 'text', text: prompt },
              ...images.map((data) => ({
                type: /** @type {const} */ ('file'),
                data,
                mediaType: 'image/png',
              })),
            ],
          },
        ],
        providerOptions: { google: { responseModalities: ['TEXT', 'IMAGE'] } },
      });
      return files[0]?.uint8Array ?? new Uint8Array();
    };
  },
  async 'undici + JSON.parse'() {
    const { request } = await import('undici');
    return async ({ url, references }) => {
      const { body } = await request(`${url}/v1beta/models/${model}:generateContent`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({
          contents: [{ role: 'user', parts: [{ text: prompt }, ...(await inlineParts(references))] }],
        }),
      });
      const answer = /** @type {any} */ (await body.json());
      return Buffer.from(answer.candidates[0].content.parts[0].inlineData.data, 'base64');
    };
  },
  /**
   * No client at all: it sends the references as they are read, and knows where the image begins in the answer. What
   * undici itself costs on this machine.
   */
  async 'undici, bare'() {
    const { request } = await import('undici');
    return async ({ url, references }) => {
      const { body, headers } = await request(`${url}/v1beta/models/${model}:generateContent`, {
        method: 'POST',
        body: Readable.from(bareBody(references)),
      });
      const image = Buffer.allocUnsafeSlow((Number(headers['content-length']) / 4) * 3);
      const opening = '"data":"';
      let rest = '';
      let start = -1;
      let length = 0;
      for await (const chunk of body) {
        rest += chunk.toString('latin1');
        start = start < 0 ? rest.indexOf(opening) : start;
        if (start >= 0) {
          const text = rest.slice(length === 0 ? start + opening.length : 0);
          const whole = text.length - (text.length % 4);
          length += image.write(text.slice(0, whole), length, 'base64');
          rest = text.slice(whole);
        }
      }
      return image.subarray(0, resultBytes);
    };
  },
};

/** @param {readonly string[]} references */
async function* bareBody(references) {
  yield '{"contents":[';
  for (const file of references) {
    for await (const chunk of createReadStream(file, { highWaterMark: referenceStep })) {
      yield chunk.toString('base64');
    }
  }
  yield ']}';
}

/** @param {readonly string[]} references */
async function inlineParts(references) {
  return Promise.all(
    references.map(async (file) => ({
      inlineData: { mimeType: 'image/png', data: (await readFile(file)).toString('base64') },
    })),
  );
}

/**
 * Easel's own path: the API over the client, as bundled from the sources by run.mjs.
 *
 * @param {{ streaming: boolean }} options
 * @returns {Promise<Call>}
 */
async function easel({ streaming }) {
  const { callGemini } = await import(/** @type {string} */ (process.env['EASEL_BENCH_BUNDLE']));
  return ({ url, references }) => callGemini({ url, key, model, prompt, references, streaming });
}
