import assert from 'node:assert/strict';
import type { Exchange } from '../../../../../src/core/model/conversation';
import { randomBytes } from 'node:crypto';
import {
  geminiPart,
  spokenIn,
  type GeminiPart,
} from '../../../../../src/core/apis/gemini/geminiConversation';
import { generate, type Generated } from '../../../../../src/core/generate/generate';
import type { HttpClient } from '../../../../../src/core/http/client';
import { JsonScanner } from '../../../../../src/core/http/response/jsonScanner';
import type { ByteSource } from '../../../../../src/core/model/reference';
import { sha256Of } from '../../../../../src/core/util/sha256';
import { startGeminiServer } from '../../../../servers/gemini';
import { startInfinityBlueServer } from '../../../../servers/infinityBlue';
import type { ServerControls } from '../../../../servers/controls';
import { modelOf, openHttpClient, referenceOf, requestFor, rowOf, trace, type Trace } from '../callContext';
import { isError } from '../isError';

const rows = [
  { id: 'gemini', model: 'gemini-3-pro-image', start: startGeminiServer },
  { id: 'infinityblue', model: 'nanobanana_pro', start: startInfinityBlueServer },
] as const;

interface Content {
  readonly role: string;
  readonly parts: readonly Readonly<Record<string, unknown>>[];
}

for (const row of rows) {
  describe(`A conversation in Gemini's format: ${row.id}`, () => {
    let server: ServerControls;
    let http: HttpClient;

    beforeEach(async () => {
      server = await row.start();
      http = openHttpClient();
    });

    afterEach(async () => {
      await http.close();
      await server.stop();
    });

    const start = (includeThoughts = false): Trace => {
      const provider = rowOf(row.id, server.url);
      const model = modelOf(provider, row.model);
      return trace({ provider, model, http, key: server.key, includeThoughts });
    };
    const goOn = (context: Trace['context'], conversation: readonly Exchange[]): Promise<Generated> =>
      generate(requestFor(context.model, { prompt: 'Paint it red', conversation }), context);

    it('goes on with what the model said, word for word and with its signatures', async () => {
      const { context } = start();
      const references = [referenceOf('a.png')];
      const first = await generate(requestFor(context.model, { prompt: 'A boat', references }), context);
      const spoken = first.spoken ?? [];
      assert.deepEqual(
        spoken.map((part) => Object.keys(part).toSorted()),
        [
          ['signature', 'text'],
          ['mediaType', 'sha256', 'signature'],
        ],
      );
      const said = await exchange('A boat', first, { references });
      const second = await goOn(context, [said]);
      await goOn(context, [said, await exchange('Paint it red', second)]);
      const { contents } = server.requests.at(-1)!.body as { readonly contents: readonly Content[] };
      assert.deepEqual(
        contents.map(({ role, parts }) => [role, parts.map((part) => Object.keys(part).join(' '))]),
        [
          ['user', ['text', inlineName(row.id)]],
          ['model', ['text thoughtSignature', `${inlineName(row.id)} thoughtSignature`]],
          ['user', ['text']],
          ['model', ['text thoughtSignature', `${inlineName(row.id)} thoughtSignature`]],
          ['user', ['text']],
        ],
      );
      assert.deepEqual(
        contents[1]!.parts.map(({ thoughtSignature }) => thoughtSignature),
        spoken.map(({ signature }) => signature),
      );
    });

    it('leaves out what the model thought', async () => {
      const { context } = start(true);
      const first = await generate(requestFor(context.model), context);
      await goOn(context, [await exchange('A lighthouse at dawn', first)]);
      assert.equal(server.requests.length, 2);
    });

    it('is refused where a signature or an image is another one', async () => {
      const { context } = start();
      const first = await generate(requestFor(context.model), context);
      const { answer, ...asked } = await exchange('A lighthouse at dawn', first);
      const signatureMissing = answer.map(({ signature: _, ...part }) => part);
      const otherImage = answer.map((part) =>
        'image' in part ? { ...part, image: referenceOf('other.png') } : part,
      );
      for (const altered of [signatureMissing, otherImage]) {
        await assert.rejects(
          goOn(context, [{ ...asked, answer: altered }]),
          isError('invalidRequest', { status: 400 }),
        );
      }
    });

    it('cannot go on from what could not be given back as it came', async () => {
      const { context } = start();
      for (const kind of ['markdown', 'wrongMediaType'] as const) {
        server.script({ kind });
        assert.equal((await generate(requestFor(context.model), context)).spoken, undefined);
      }
    });
  });
}

describe("What a model said in Gemini's format", () => {
  const signedWith = (thoughtSignature: string): GeminiPart => {
    const data = Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), randomBytes(6000)]).toString(
      'base64',
    );
    const scanner = new JsonScanner(16 * 1024 * 1024);
    scanner.push(
      Buffer.from(JSON.stringify({ inlineData: { mimeType: 'image/png', data }, thoughtSignature })),
    );
    return geminiPart.parse(scanner.finish());
  };
  const signatureOf = async (given: string): Promise<string | undefined> =>
    (await spokenIn([signedWith(given)]))?.[0]?.signature;

  it('is given back with long signatures to the letter, or not at all', async () => {
    for (const length of [6000, 6001, 6002]) {
      // Both characters that the alphabets differ in are there.
      const base64 = Buffer.concat([Buffer.from('fbff', 'hex'), randomBytes(length)]).toString('base64');
      assert.equal(await signatureOf(base64), base64);
      const unpadded = base64.replace(/=+$/u, '');
      const others = [
        ...[
          base64.replaceAll('+', '-').replaceAll('/', '_'),
          `${base64.slice(0, 4000)}\n${base64.slice(4000)}`,
        ],
        ...[`${base64}\n`, ...(unpadded === base64 ? [] : [unpadded])],
      ];
      for (const other of others) {
        assert.equal(await signatureOf(other), undefined);
      }
    }
  });

  it('is not kept where its signatures are so long that encoding them would hold up everything else', async () => {
    assert.equal((await signatureOf('A'.repeat(4 * 1024 * 1024)))?.length, 4 * 1024 * 1024);
    assert.equal(await signatureOf('A'.repeat(8 * 1024 * 1024)), undefined);
  });
});

function inlineName(id: string): string {
  return id === 'gemini' ? 'inlineData' : 'inline_data';
}

async function exchange(
  prompt: string,
  { spoken = [], images }: Generated,
  { references = [] }: Partial<Exchange> = {},
): Promise<Exchange> {
  const bytes = new Map<string, Uint8Array>();
  for (const image of images) {
    bytes.set(await sha256Of(image.bytes), image.bytes);
  }
  const answer = spoken.map(({ ...part }) => {
    if (!('sha256' in part)) {
      return part;
    }
    const { sha256, ...facts } = part;
    return { ...facts, image: sourceOf(bytes.get(sha256)!) };
  });
  return { prompt, references, answer };
}

function sourceOf(bytes: Uint8Array): ByteSource {
  return {
    byteLength: bytes.byteLength,
    // eslint-disable-next-line @typescript-eslint/require-await -- a source is asynchronous by its contract
    async *read() {
      yield bytes;
    },
  };
}
