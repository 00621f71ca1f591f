import * as z from 'zod';
import type { GivenTurns } from './geminiConversation';
import { readBase64, ReferenceRefusal } from './references';
import { parseDroppingUnknown } from './looseParse';
import type { RecordedOptions, RecordedReference } from './record';

export const nativeModels = ['nanobanana', 'nanobanana_pro'] as const;

export const imageConfigEnums = {
  aspectRatio: z.enum(['1:1', '3:4', '4:3', '9:16', '16:9']),
  imageSize: z.enum(['1K', '2K', '4K']),
};

/** "Images under 20 MB": guides/multimodal-input. */
const maxReferenceBytes = 20 * 2 ** 20;

const blobSchema = alsoSnake(z.strictObject({ mimeType: z.string(), data: z.string() }), {
  mime_type: 'mimeType',
});

const partSchema = alsoSnake(
  z.strictObject({
    text: z.string().optional(),
    inlineData: blobSchema.optional(),
    // The gateway knows this one in camel case alone.
    thoughtSignature: z.string().optional(),
  }),
  { inline_data: 'inlineData' },
);

const generationConfigSchema = alsoSnake(
  z.strictObject({
    responseModalities: z.array(z.enum(['TEXT', 'IMAGE'])).min(1),
    imageConfig: z.strictObject(imageConfigEnums),
    thinkingConfig: alsoSnake(z.strictObject({ includeThoughts: z.boolean().optional() }), {
      include_thoughts: 'includeThoughts',
    }).optional(),
  }),
  {
    response_modalities: 'responseModalities',
    image_config: 'imageConfig',
    thinking_config: 'thinkingConfig',
  },
);

/** Only the names that new-api's `dto/gemini.go` decodes: `generationConfig` has no second spelling. */
const bodySchema = z.strictObject({
  contents: z
    .array(z.strictObject({ role: z.enum(['user', 'model']).optional(), parts: z.array(partSchema).min(1) }))
    .min(1),
  generationConfig: generationConfigSchema,
});

export interface BlueRequest {
  readonly prompt: string;
  readonly references: readonly RecordedReference[];
  readonly options: RecordedOptions;
  readonly unknownFields: readonly string[];
  /** The caller wants an image at all. */
  readonly wantsImage: boolean;
}

/** A request that the gateway answers with 400. */
export class BlueRefusal extends Error {
  override readonly name = 'BlueRefusal';

  constructor(
    message: string,
    readonly code = 'invalid_parameter',
  ) {
    super(message);
  }
}

/** Checks a native request. @throws BlueRefusal */
export function readNativeRequest(value: unknown, model: string, given: GivenTurns): BlueRequest {
  const parsed = parseDroppingUnknown(bodySchema, value);
  if ('problem' in parsed) {
    throw new BlueRefusal(parsed.problem);
  }
  const { contents, generationConfig } = parsed.value;
  const refused = given.refusalOf(contents);
  if (refused !== undefined) {
    throw new BlueRefusal(refused);
  }
  const parts = contents.at(-1)?.parts ?? [];
  const prompt = parts.flatMap(({ text }) => text ?? []).join('\n');
  if (prompt === '') {
    throw new BlueRefusal('contents holds no text');
  }
  return {
    prompt,
    references: parts.flatMap((part) => {
      if ((part.text === undefined) === (part.inlineData === undefined)) {
        throw new BlueRefusal('a part must hold either text or inlineData');
      }
      return part.inlineData ? [readBlob(part.inlineData)] : [];
    }),
    options: {
      model,
      aspectRatio: generationConfig.imageConfig.aspectRatio,
      size: generationConfig.imageConfig.imageSize,
      quality: '',
      count: 1,
      includeThoughts: generationConfig.thinkingConfig?.includeThoughts ?? false,
    },
    unknownFields: parsed.unknownFields,
    wantsImage: generationConfig.responseModalities.includes('IMAGE'),
  };
}

/** Refuses what is not a reference, or too large. @throws BlueRefusal */
export function checkReference(read: () => RecordedReference): RecordedReference {
  try {
    const reference = read();
    if (reference.byteLength >= maxReferenceBytes) {
      throw new BlueRefusal('an image must be under 20 MB', 'invalid_image');
    }
    return reference;
  } catch (error) {
    throw error instanceof ReferenceRefusal ? new BlueRefusal(error.message, 'invalid_image') : error;
  }
}

function readBlob({ mimeType, data }: z.infer<typeof blobSchema>): RecordedReference {
  return checkReference(() => readBase64({ mediaType: mimeType, data, use: 'asset' }));
}

/** Takes a second spelling of some fields, as the gateway does. */
function alsoSnake<Schema extends z.ZodType>(
  schema: Schema,
  names: Readonly<Record<string, string>>,
): z.ZodPreprocess<Schema> {
  return z.preprocess(
    (value) =>
      typeof value === 'object' && value !== null && !Array.isArray(value)
        ? Object.fromEntries(
            Object.entries(value).map(([name, field]) => [names[name] ?? name, field as unknown]),
          )
        : value,
    schema,
  );
}
