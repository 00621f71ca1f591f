import { gemini } from '../src/core/apis/gemini/gemini';
import { systemClock } from '../src/core/model/clock';
import { createHttpClient } from '../src/core/http/httpClient';
import { openLocalFile } from '../src/core/storage/localFile';
import { builtInProviders, findModel } from '../src/core/providers/table';

export interface Call {
  readonly url: string;
  readonly key: string;
  readonly model: string;
  readonly prompt: string;
  /** Paths of files. */
  readonly references: readonly string[];
  readonly streaming: boolean;
}

/** Easel's own way to an image: the API over the client, without what the extension does around it. */
export async function callGemini({ url, key, model, prompt, streaming, ...call }: Call): Promise<Uint8Array> {
  const row = builtInProviders.find(({ api }) => api === 'gemini');
  if (!row) {
    throw new Error('No provider speaks the Gemini API.');
  }
  const provider = { ...row, baseUrl: url, streaming };
  const http = createHttpClient({ clock: systemClock });
  const references = await Promise.all(
    call.references.map(async (path, index) => {
      const file = await openLocalFile({ path, name: `${index}.png` });
      return { ...file, format: 'png' as const, use: 'asset' as const };
    }),
  );
  const request = { prompt, references, aspectRatio: '1:1', size: '1K', quality: '', count: 1 };
  const { images } = await gemini.generate(request, {
    provider,
    model: findModel(provider, model),
    key,
    http,
    clock: systemClock,
    totalMilliseconds: 60_000,
    signal: new AbortController().signal,
    includeThoughts: false,
    checkpoint: () => Promise.resolve(),
    report: () => undefined,
    log: () => undefined,
  });
  const [image] = images;
  if (!image) {
    throw new Error('There was no image in the answer.');
  }
  return image.bytes;
}
