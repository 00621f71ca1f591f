import * as z from 'zod';
import { BlueRefusal, checkReference, imageConfigEnums, type BlueRequest } from './blueNativeRequest';
import { parseDroppingUnknown } from './looseParse';
import type { RecordedReference } from './record';
import { readDataUri, readUrl } from './references';

export const chatModels = ['nanobanana', 'nanobanana_pro', 'nanobanana_2'] as const;

const contentPart = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('text'), text: z.string() }),
  z.strictObject({
    type: z.literal('image_url'),
    image_url: z.strictObject({ url: z.string(), detail: z.enum(['low', 'high', 'auto']).optional() }),
  }),
]);

type ContentPart = z.infer<typeof contentPart>;

/** A bare string is one text part. */
const content = z.preprocess(
  (value) => (typeof value === 'string' ? [{ type: 'text', text: value }] : value),
  z.array(contentPart).min(1),
);

const bodySchema = z.strictObject({
  model: z.string(),
  messages: z.array(z.strictObject({ role: z.enum(['system', 'user', 'assistant']), content })).min(1),
  stream: z.literal(false).optional(),
  extra_body: z.strictObject({
    google: z.strictObject({
      image_config: z.strictObject({
        aspect_ratio: imageConfigEnums.aspectRatio,
        image_size: imageConfigEnums.imageSize,
      }),
      thinking_config: z.strictObject({ include_thoughts: z.boolean() }).optional(),
    }),
  }),
});

/** Checks a chat request for an image. @throws BlueRefusal */
export function readChatRequest(value: unknown): BlueRequest {
  refuseCamelCase(value);
  const parsed = parseDroppingUnknown(bodySchema, value);
  if ('problem' in parsed) {
    throw new BlueRefusal(parsed.problem);
  }
  const { model, messages, extra_body: extraBody } = parsed.value;
  const { image_config: imageConfig, thinking_config: thinkingConfig } = extraBody.google;
  const parts = messages.flatMap((message) => message.content).map(readPart);
  const prompt = parts.flatMap(({ text }) => text ?? []).join('\n');
  if (prompt === '') {
    throw new BlueRefusal('messages holds no text');
  }
  return {
    prompt,
    references: parts.flatMap(({ reference }) => reference ?? []),
    options: {
      model,
      aspectRatio: imageConfig.aspect_ratio,
      size: imageConfig.image_size,
      quality: '',
      count: 1,
      includeThoughts: thinkingConfig?.include_thoughts ?? false,
    },
    unknownFields: parsed.unknownFields,
    wantsImage: true,
  };
}

interface ReadPart {
  readonly text?: string;
  readonly reference?: RecordedReference;
}

function readPart(part: ContentPart): ReadPart {
  if (part.type === 'image_url') {
    return { reference: checkReference(() => readUrl(part.image_url.url, 'asset')) };
  }
  // new-api decodes a Markdown data image in a text, and the text after it is lost.
  const markdown = /^([\s\S]*)!\[[^\]]*\]\((data:[^)]+)\)/.exec(part.text);
  const uri = markdown?.[2];
  return uri === undefined
    ? { text: part.text }
    : { text: markdown?.[1] ?? '', reference: checkReference(() => readDataUri(uri, 'asset')) };
}

const googleSchema = z.looseObject({
  extra_body: z.looseObject({
    google: z.looseObject({ image_config: z.looseObject({}).optional().catch(undefined) }),
  }),
});

/** The gateway names these mistakes, instead of dropping the fields (new-api's `relay/channel/gemini`). */
function refuseCamelCase(value: unknown): void {
  const google = googleSchema.safeParse(value).data?.extra_body.google;
  const path = 'extra_body.google';
  const wrong = [
    ['imageConfig', 'image_config'],
    ['thinkingConfig', 'thinking_config'],
  ].find(([camel = '']) => google && camel in google);
  if (wrong) {
    throw notSupported(`${path}.${wrong[0] ?? ''}`, `${path}.${wrong[1] ?? ''}`);
  }
  const wrongInside = [
    ['aspectRatio', 'aspect_ratio'],
    ['imageSize', 'image_size'],
  ].find(([camel = '']) => google?.image_config && camel in google.image_config);
  if (wrongInside) {
    const inside = `${path}.image_config`;
    throw notSupported(`${inside}.${wrongInside[0] ?? ''}`, `${inside}.${wrongInside[1] ?? ''}`);
  }
}

function notSupported(wrong: string, right: string): BlueRefusal {
  return new BlueRefusal(`${wrong} is not supported, use ${right} instead`, 'convert_request_failed');
}
