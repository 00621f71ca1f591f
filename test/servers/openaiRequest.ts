import * as z from 'zod';
import { readJson, type Answer, type Call } from './http';
import { failed, invalid, modelNotFound } from './openaiErrors';
import { readMask } from './openaiMask';
import type { RecordedReference } from './record';
import { readBase64, ReferenceRefusal } from './references';
import type { PassedStep } from './steps';
import { Refusal, type TakenRequest } from './takeCall';

/** What sets the services apart that speak this format. */
export interface OpenaiDialect {
  /** `any`: the name is not looked at. */
  readonly models: readonly string[] | 'any';
  readonly takesSize: (width: number, height: number) => boolean;
  readonly qualities: (model: string) => readonly string[];
  /** Whether a model can leave the ground transparent; every one can where nothing is said. */
  readonly takesTransparency?: (model: string) => boolean;
  /** Whether a model knows `complexity`; none does where nothing is said. */
  readonly takesComplexity?: (model: string) => boolean;
  /** Fields besides model, prompt, n and size. */
  readonly fields: readonly string[];
  /** 0 where there is no route for edits. */
  readonly maxReferences: number;
  /** Whether the answer holds the image or its address. */
  readonly answersWith: 'b64_json' | 'url';
  /** By default each reference is a file `image[]`; with `image+images` the first is one, and the others are base64 in `images`. */
  readonly referenceFields?: 'image[]' | 'image+images';
  /** The file of a form that a mask goes in; absent where it takes none. */
  readonly maskField?: string;
  /** Where the key stands bare; by default it is a bearer token. */
  readonly keyHeader?: string;
  /** Reads what its format has no field for from a tag in the prompt, and draws with 42 unless that names a seed. */
  readonly readsTag?: boolean;
  /** Media types of references that it decodes; others it leaves out without a word. */
  readonly decodes?: readonly string[];
  /** What stands before `/v1`. */
  readonly prefix?: string;
  /** Of what is drawn where none is asked for; by default 1024x1024. */
  readonly defaultSize?: string;
  /** Where its errors are not spelled like OpenAI's: the same in its own words. */
  readonly spell?: (error: Answer) => Answer;
  /** The like for what the script refuses. */
  readonly refuse?: (step: PassedStep) => Answer | undefined;
}

export interface OpenaiRequest extends TakenRequest {
  /** Empty where none was asked for. */
  readonly size: string;
  readonly outputFormat: string;
  readonly isEdit: boolean;
  readonly isStream: boolean;
  readonly partialImages: number;
  readonly responseFormat: 'b64_json' | 'url' | undefined;
}

const maxReferenceBytes = 50 * 2 ** 20;

const fieldsSchema = z.strictObject({
  model: z.string(),
  prompt: z.string().min(1).max(32_000),
  n: z.int().min(1).max(10).default(1),
  size: z
    .string()
    .regex(/^(?:auto|\d+x\d+)$/)
    .optional(),
  quality: z.string().optional(),
  background: z.enum(['transparent', 'opaque', 'auto']).optional(),
  complexity: z.enum(['low', 'medium', 'high']).optional(),
  output_format: z.enum(['png', 'jpeg', 'webp']).default('png'),
  stream: z.boolean().default(false),
  partial_images: z.int().min(0).max(3).default(0),
  seed: z.int().min(0).optional(),
  negative_prompt: z.string().min(1).optional(),
  response_format: z.enum(['b64_json', 'url']).optional(),
});

/** @throws Refusal */
export function readGeneration(call: Call, dialect: OpenaiDialect): OpenaiRequest {
  const body = readJson(call);
  if (body === undefined) {
    throw new Refusal(failed({ status: 400, message: 'The body is not JSON.', code: null }));
  }
  return readFields(dialect.readsTag ? withTag(call, body) : body, { dialect, references: undefined });
}

/** @throws Refusal */
export async function readEdit(call: Call, dialect: OpenaiDialect): Promise<OpenaiRequest> {
  const type = call.record.headers['content-type'] ?? '';
  if (!/^multipart\/form-data; boundary=/i.test(type)) {
    throw new Refusal(invalid('The edits route takes multipart/form-data.', 'image'));
  }
  const form = await new Response(new Uint8Array(call.body), { headers: { 'content-type': type } })
    .formData()
    .catch((error: unknown) => {
      throw new Refusal(invalid(`Could not parse multipart form: ${String(error)}`, 'image'));
    });
  const { referenceFields = 'image[]', maskField } = dialect;
  const isSingle = referenceFields === 'image+images';
  const fileName = isSingle ? 'image' : referenceFields;
  let maskFile: File | undefined;
  const files: File[] = [];
  const texts: string[] = [];
  const fields: Record<string, unknown> = {};
  for (const [name, value] of form) {
    if (name === fileName && typeof value !== 'string' && (!isSingle || files.length === 0)) {
      files.push(value);
    } else if (name === 'images' && isSingle && typeof value === 'string') {
      texts.push(value);
    } else if (name === maskField && typeof value !== 'string' && !maskFile) {
      maskFile = value;
    } else if (typeof value !== 'string' || name in fields) {
      throw new Refusal(invalid(`Unexpected field '${name}'.`, name));
    } else {
      fields[name] = typed(name, value);
    }
  }
  call.record.body = fields;
  if (files.length === 0 || files.length + texts.length > dialect.maxReferences) {
    throw new Refusal(invalid(`Between 1 and ${dialect.maxReferences} images are taken.`, 'image'));
  }
  const all = [...(await Promise.all(files.map(readFile))), ...texts.map(readText)];
  const references = all.filter(({ mediaType }) => dialect.decodes?.includes(mediaType) ?? true);
  call.record.mask = maskFile && (await readMask(maskFile, references));
  return readFields(dialect.readsTag ? withTag(call, fields) : fields, { dialect, references });
}

/** `extract_and_remove_sd_cpp_extra_args` of sd-server: the first tag counts, and all of them go. */
function withTag(call: Call, body: unknown): unknown {
  const { prompt, ...others } = body as { readonly prompt?: unknown };
  const tag = /<sd_cpp_extra_args>(.*?)<\/sd_cpp_extra_args>/gu;
  const [, args = '{}'] = tag.exec(String(prompt)) ?? [];
  const read = {
    ...others,
    prompt: String(prompt).replaceAll(tag, ''),
    seed: 42,
    ...(JSON.parse(args) as object),
  };
  call.record.body = read;
  return read;
}

/** In a form everything is text. */
function typed(name: string, value: string): unknown {
  const isNumber = ['n', 'partial_images', 'seed'].includes(name) && /^\d+$/.test(value);
  return isNumber ? Number(value) : name === 'stream' ? value === 'true' : value;
}

async function readFile(file: File): Promise<RecordedReference> {
  const bytes = Buffer.from(await file.arrayBuffer());
  if (bytes.length >= maxReferenceBytes || file.name === '') {
    throw new Refusal(invalid('An image must be a named file under 50 MB.', 'image'));
  }
  return readImage(file.type, bytes.toString('base64'));
}

/** Bare base64, which says by itself what it is. */
function readText(data: string): RecordedReference {
  const mediaType = data.startsWith('/9j/') ? 'jpeg' : data.startsWith('UklGR') ? 'webp' : 'png';
  return readImage(`image/${mediaType}`, data);
}

function readImage(mediaType: string, data: string): RecordedReference {
  try {
    return readBase64({ mediaType, data, use: 'asset' });
  } catch (error) {
    throw error instanceof ReferenceRefusal
      ? new Refusal(invalid(`Invalid image file: ${error.message}`, 'image', 'invalid_image_file'))
      : error;
  }
}

interface ReadOptions {
  readonly dialect: OpenaiDialect;
  /** Absent where images are made from the prompt alone. */
  readonly references: readonly RecordedReference[] | undefined;
}

function readFields(body: unknown, { dialect, references }: ReadOptions): OpenaiRequest {
  const parsed = fieldsSchema.safeParse(body);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const unknown = issue?.code === 'unrecognized_keys' ? issue.keys[0] : undefined;
    throw new Refusal(
      unknown === undefined
        ? invalid(issue?.message ?? '', issue?.path.join('.') ?? '')
        : invalid(`Unknown parameter: '${unknown}'.`, unknown, 'unknown_parameter'),
    );
  }
  const fields = parsed.data;
  checkDialect(fields, body as object, dialect);
  const { model, prompt, n, size = '', quality = '', output_format: outputFormat } = fields;
  return {
    prompt,
    references: references ?? [],
    options: { model, aspectRatio: '', size, quality, count: n, includeThoughts: false },
    size,
    outputFormat,
    isEdit: references !== undefined,
    isStream: fields.stream,
    partialImages: fields.partial_images,
    responseFormat: fields.response_format,
  };
}

function checkDialect(fields: z.infer<typeof fieldsSchema>, body: object, dialect: OpenaiDialect): void {
  const { model, size, quality, background, output_format: format } = fields;
  if (dialect.models !== 'any' && !dialect.models.includes(model)) {
    throw new Refusal(modelNotFound(model));
  }
  const complexity = dialect.takesComplexity?.(model) === true ? ['complexity'] : [];
  const allowed = ['model', 'prompt', 'n', 'size', ...complexity, ...dialect.fields];
  const foreign = Object.keys(body).find((name) => !allowed.includes(name));
  if (foreign !== undefined) {
    throw new Refusal(invalid(`Unknown parameter: '${foreign}'.`, foreign, 'unknown_parameter'));
  }
  const [width = 0, height = 0] = size?.split('x').map(Number) ?? [];
  if (size !== undefined && size !== 'auto' && !dialect.takesSize(width, height)) {
    throw new Refusal(invalid(`Invalid size '${size}'.`, 'size'));
  }
  if (quality !== undefined && !dialect.qualities(model).includes(quality)) {
    throw new Refusal(invalid(`Invalid value: '${quality}'.`, 'quality'));
  }
  if (background === 'transparent' && dialect.takesTransparency?.(model) === false) {
    throw new Refusal(invalid('Transparent background is not supported for this model.', 'background'));
  }
  if (background === 'transparent' && format === 'jpeg') {
    throw new Refusal(invalid('Transparent background is not supported for jpeg.', 'background'));
  }
}
