import * as z from 'zod';
import { readJson, type Answer, type Call } from './http';
import type { RecordedOptions, RecordedReference } from './record';
import { readBase64, readDataUri, ReferenceRefusal } from './references';
import { Refusal } from './takeCall';

export const tenRatios = ['1:1', '2:3', '3:2', '3:4', '4:3', '4:5', '5:4', '9:16', '16:9', '21:9'] as const;
export const fourteenRatios = [...tenRatios, '1:4', '4:1', '1:8', '8:1'] as const;

export const fluxThreeRatios = [
  ...(['21:9', '2:1', '16:9', '3:2', '7:5', '4:3', '5:4', '1:1'] as const),
  ...(['4:5', '3:4', '5:7', '2:3', '9:16', '1:2', '9:21'] as const),
];
export const fluxThreeSizes = ['768sq', '1k', '1.5k', '2k', '4k'] as const;

/** The body, or the service's own words for what is wrong with it. @throws Refusal */
export function parseBody<T>(
  schema: z.ZodType<T>,
  call: Call,
  refuse: (message: string, path: string) => Answer,
): T {
  const parsed = schema.safeParse(readJson(call));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new Refusal(refuse(z.prettifyError(parsed.error), issue?.path.join('.') ?? ''));
  }
  return parsed.data;
}

/** @throws Refusal */
export function readReferences(
  urls: readonly string[],
  refuse: (message: string) => Answer,
  read: (url: string) => RecordedReference = (url) => readDataUri(url, 'asset'),
): readonly RecordedReference[] {
  try {
    return urls.map((url) => read(url));
  } catch (error) {
    throw error instanceof ReferenceRefusal ? new Refusal(refuse(error.message)) : error;
  }
}

/** Bare base64, whose first characters say what it is. @throws ReferenceRefusal */
export function readBareBase64(data: string): RecordedReference {
  const mediaType = data.startsWith('iVBOR')
    ? 'image/png'
    : data.startsWith('/9j/')
      ? 'image/jpeg'
      : 'image/webp';
  return readBase64({ mediaType, data, use: 'asset' });
}

export function optionsOf(options: Partial<RecordedOptions> & { readonly model: string }): RecordedOptions {
  return { aspectRatio: '', size: '', quality: '', count: 1, includeThoughts: false, ...options };
}
