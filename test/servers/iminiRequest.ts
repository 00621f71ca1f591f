import * as z from 'zod';
import type { RecordedOptions, RecordedReference } from './record';
import { ReferenceRefusal, readUrl } from './references';

const standardRatios = ['1:1', '2:3', '3:2', '3:4', '4:3', '4:5', '5:4', '9:16', '16:9', '21:9'] as const;

export interface IminiModel {
  readonly ratios: readonly string[];
  readonly resolutions: readonly string[];
  readonly maxReferences: number;
  readonly maxPromptLength: number;
  /** Ratio, resolution and quality must all be sent, and `n` may be. */
  readonly isGptImage: boolean;
}

const banana: IminiModel = {
  ratios: standardRatios,
  resolutions: ['1K', '2K', '4K'],
  maxReferences: 14,
  maxPromptLength: 6000,
  isGptImage: false,
};

/** The image models of the router, from its pages under docs.imini.ai/en/api-reference/images. */
export const iminiModels: ReadonlyMap<string, IminiModel> = new Map([
  // Takes the higher resolutions, but draws at 1K ("others are downgraded").
  ['google/nano-banana', { ...banana, maxReferences: 3 }],
  ['google/nano-banana-pro', banana],
  [
    'google/nano-banana-2',
    {
      ...banana,
      ratios: [...standardRatios, '1:4', '1:8', '4:1', '8:1'],
      resolutions: ['512', '1K', '2K', '4K'],
    },
  ],
  [
    'openai/gpt-image-2',
    {
      ...banana,
      ratios: [...standardRatios, '9:21'],
      maxReferences: 3,
      maxPromptLength: 32_000,
      isGptImage: true,
    },
  ],
]);

const bodySchema = z.strictObject({
  model: z.string(),
  prompt: z.string().min(1),
  aspect_ratio: z.string().optional(),
  resolution: z.string().optional(),
  quality: z.enum(['low', 'medium', 'high']).optional(),
  n: z.int().min(1).max(10).optional(),
  images: z.array(z.strictObject({ url: z.string(), reference_type: z.enum(['asset', 'style']) })).optional(),
});

type Body = z.infer<typeof bodySchema>;

export interface IminiRequest {
  readonly prompt: string;
  readonly references: readonly RecordedReference[];
  readonly options: RecordedOptions;
}

/** A request that the router answers with 400 `INVALID_PARAMETER`. */
export class InvalidParameter extends Error {
  override readonly name = 'InvalidParameter';
}

/** Checks a request as the router's documentation describes it. @throws InvalidParameter */
export function readIminiRequest(value: unknown): IminiRequest {
  const parsed = bodySchema.safeParse(value);
  if (!parsed.success) {
    throw new InvalidParameter(z.prettifyError(parsed.error));
  }
  const body = parsed.data;
  const model = iminiModels.get(body.model);
  if (!model) {
    throw new InvalidParameter(`model ${body.model} is not supported`);
  }
  checkAgainstModel(body, model);
  return {
    prompt: body.prompt,
    references: readReferences(body),
    options: {
      model: body.model,
      aspectRatio: body.aspect_ratio ?? '',
      size: body.resolution ?? '',
      quality: body.quality ?? '',
      count: body.n ?? 1,
      includeThoughts: false,
    },
  };
}

function checkAgainstModel(body: Body, model: IminiModel): void {
  checkEnum('aspect_ratio', body.aspect_ratio, model.ratios);
  checkEnum('resolution', body.resolution, model.resolutions);
  if (Array.from(body.prompt).length > model.maxPromptLength) {
    throw new InvalidParameter(`prompt is longer than ${model.maxPromptLength} characters`);
  }
  if ((body.images?.length ?? 0) > model.maxReferences) {
    throw new InvalidParameter(`images holds more than ${model.maxReferences} items`);
  }
  for (const field of ['aspect_ratio', 'resolution', 'quality'] as const) {
    if (model.isGptImage && body[field] === undefined) {
      throw new InvalidParameter(`${field} is required`);
    }
  }
  for (const field of ['quality', 'n'] as const) {
    if (!model.isGptImage && body[field] !== undefined) {
      throw new InvalidParameter(`${field} is not supported by ${body.model}`);
    }
  }
}

function checkEnum(field: string, value: string | undefined, offered: readonly string[]): void {
  if (value !== undefined && !offered.includes(value)) {
    throw new InvalidParameter(`${field} must be one of ${offered.join(', ')}`);
  }
}

function readReferences({ images = [] }: Body): RecordedReference[] {
  return images.map(({ url, reference_type: use }, index) => {
    try {
      return readUrl(url, use);
    } catch (error) {
      if (error instanceof ReferenceRefusal) {
        throw new InvalidParameter(`images[${index}].url: ${error.message}`);
      }
      throw error;
    }
  });
}
