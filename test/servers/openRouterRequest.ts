import * as z from 'zod';
import { jsonAnswer, readJson, type Answer, type Call } from './http';
import type { RecordedReference } from './record';
import { readUrl, ReferenceRefusal } from './references';
import { Refusal, type TakenRequest } from './takeCall';

const tenRatios = ['1:1', '2:3', '3:2', '3:4', '4:3', '4:5', '5:4', '9:16', '16:9', '21:9'];

interface RoutedModel {
  readonly ratios: readonly string[];
  readonly sizes: readonly string[];
  /** 14 where nothing is said. */
  readonly references?: number;
}

/** As its list of image models says of each; a value that a model does not take is refused. */
export const openRouterModels: Readonly<Record<string, RoutedModel>> = {
  'google/gemini-3-pro-image': { ratios: tenRatios, sizes: ['1K', '2K', '4K'] },
  'google/gemini-nano-banana-2.1': {
    ratios: [...tenRatios, '1:4', '4:1', '1:8', '8:1'],
    sizes: ['1K', '2K', '4K'],
  },
  'bytedance-seed/seedream-5-5': { ratios: tenRatios, sizes: ['1K', '2K'], references: 10 },
  'bytedance-seed/seedream-5-0-pro': { ratios: tenRatios, sizes: ['1K', '2K'], references: 10 },
  'bytedance-seed/seedream-5-0-flash': { ratios: tenRatios, sizes: ['1K', '2K'] },
  'black-forest-labs/flux-3-image': { ratios: tenRatios, sizes: ['1K', '2K', '4K'], references: 10 },
  'openai/gpt-image-2.5-sunburst': {
    ratios: ['1:1', '2:3', '3:2', '3:4', '4:3', '9:16', '16:9'],
    sizes: ['1K', '2K', '4K'],
    references: 16,
  },
  'x-ai/grok-imagine-image-2.0': {
    ratios: ['1:1', '1:2', '2:1', '2:3', '3:2', '3:4', '4:3', '9:16', '16:9'],
    sizes: ['1K', '2K'],
    references: 5,
  },
  'bytedance-seed/seedream-4.5': { ratios: tenRatios, sizes: ['2K', '4K'] },
};

const usualReferences = 14;

const imageUrl = z.strictObject({
  type: z.literal('image_url'),
  image_url: z.strictObject({ url: z.string() }),
});

const imagesBody = z.strictObject({
  model: z.string(),
  prompt: z.string().min(1),
  resolution: z.enum(['512', '1K', '2K', '4K']).optional(),
  aspect_ratio: z.string().optional(),
  size: z
    .string()
    .regex(/^\d+x\d+$/)
    .optional(),
  n: z.int().min(1).max(10).default(1),
  input_references: z.array(imageUrl).min(1).optional(),
});

const chatBody = z.strictObject({
  model: z.string(),
  stream: z.literal(false).optional(),
  messages: z
    .array(
      z.strictObject({
        role: z.literal('user'),
        content: z.union([
          z.string(),
          z.array(z.union([z.strictObject({ type: z.literal('text'), text: z.string() }), imageUrl])),
        ]),
      }),
    )
    .length(1),
  modalities: z.array(z.enum(['image', 'text'])).refine((each) => each.includes('image')),
  image_config: z.strictObject({ aspect_ratio: z.string().optional(), image_size: z.string().optional() }),
});

export interface OpenRouterRequest extends TakenRequest {
  readonly unknownFields: readonly string[];
  readonly wantsImage: boolean;
}

interface FailedOptions {
  readonly metadata?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** https://openrouter.ai/docs/api/reference/errors-and-debugging */
export function failed(status: number, message: string, { metadata, headers }: FailedOptions = {}): Answer {
  return jsonAnswer(status, { error: { code: status, message, metadata } }, headers);
}

/** @throws Refusal */
export function readImages(call: Call): OpenRouterRequest {
  const body = parse(imagesBody, call);
  if (body.size !== undefined && body.aspect_ratio !== undefined) {
    throw new Refusal(failed(400, 'size conflicts with aspect_ratio'));
  }
  return check({
    model: body.model,
    prompt: body.prompt,
    aspectRatio: body.aspect_ratio ?? '',
    size: body.resolution ?? '',
    count: body.n,
    urls: body.input_references?.map(({ image_url: { url } }) => url) ?? [],
  });
}

/** @throws Refusal */
export function readChat(call: Call): OpenRouterRequest {
  const { model, messages, image_config: config } = parse(chatBody, call);
  const content = messages[0]?.content ?? '';
  const parts = typeof content === 'string' ? [{ type: 'text' as const, text: content }] : content;
  return check({
    model,
    prompt: parts.flatMap((part) => (part.type === 'text' ? part.text : [])).join('\n'),
    aspectRatio: config.aspect_ratio ?? '',
    size: config.image_size ?? '',
    count: 1,
    urls: parts.flatMap((part) => (part.type === 'image_url' ? part.image_url.url : [])),
  });
}

function parse<T>(schema: z.ZodType<T>, call: Call): T {
  const parsed = schema.safeParse(readJson(call));
  if (!parsed.success) {
    throw new Refusal(failed(400, z.prettifyError(parsed.error)));
  }
  return parsed.data;
}

interface Wish {
  readonly model: string;
  readonly prompt: string;
  readonly aspectRatio: string;
  readonly size: string;
  readonly count: number;
  readonly urls: readonly string[];
}

function check({ model, prompt, aspectRatio, size, count, urls }: Wish): OpenRouterRequest {
  const facts = openRouterModels[model];
  if (!facts) {
    throw new Refusal(failed(400, `${model} is not a valid model ID`));
  }
  if (
    (aspectRatio !== '' && !facts.ratios.includes(aspectRatio)) ||
    (size !== '' && !facts.sizes.includes(size))
  ) {
    throw new Refusal(failed(400, `${model} does not support these parameters`));
  }
  if (urls.length > (facts.references ?? usualReferences)) {
    throw new Refusal(failed(400, `${model} does not take so many references`));
  }
  return {
    prompt,
    references: urls.map((url) => readReference(url)),
    options: { model, aspectRatio, size, quality: '', count, includeThoughts: false },
    unknownFields: [],
    wantsImage: true,
  };
}

function readReference(url: string): RecordedReference {
  try {
    return readUrl(url, 'asset');
  } catch (error) {
    throw error instanceof ReferenceRefusal ? new Refusal(failed(400, error.message)) : error;
  }
}
