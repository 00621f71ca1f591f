import * as z from 'zod';
import { jsonAnswer, readJson, type Answer, type Call } from './http';
import { readMaskFile, type RecordedMask } from './maskFile';
import { readBase64, ReferenceRefusal } from './references';
import { Refusal, type TakenRequest } from './takeCall';

export interface DrawRequest extends TakenRequest {
  readonly width: number;
  readonly height: number;
  /** Below 0: any. */
  readonly seed: number;
  /** Of the checkpoint that draws. */
  readonly title: string;
}

export const checkpointTitles = [
  'sd_xl_base_1.0.safetensors [31e35c80fc]',
  'v1-5-pruned.safetensors [6ce0161689]',
];

const side = z.int().min(64).max(2048).multipleOf(8);

const common = {
  prompt: z.string(),
  negative_prompt: z.string().optional(),
  width: side.optional(),
  height: side.optional(),
  batch_size: z.int().min(1).max(8).default(1),
  seed: z.int().min(-1).max(4_294_967_295).default(-1),
  override_settings: z.strictObject({ sd_model_checkpoint: z.string() }).optional(),
};

const txt2img = z.strictObject(common);

const img2img = z.strictObject({
  ...common,
  init_images: z.array(z.string()).length(1),
  denoising_strength: z.number().min(0).max(1),
  resize_mode: z.literal([0, 1, 2, 3]),
  mask: z.string().optional(),
  mask_blur: z.int().min(0).optional(),
  inpainting_fill: z.literal([0, 1, 2, 3]).optional(),
  inpaint_full_res: z.boolean().optional(),
});

/** FastAPI's body for fields that are wrong. */
export function wrongFields(
  fields: readonly { readonly path: readonly PropertyKey[]; readonly message: string }[],
): Answer {
  const detail = fields.map(({ path, message }) => ({
    loc: ['body', ...path.map((part) => (typeof part === 'symbol' ? '' : part))],
    msg: message,
    type: 'value_error',
  }));
  return jsonAnswer(422, { detail });
}

/** @throws Refusal */
export function readTxt2img(call: Call): DrawRequest {
  return taken(parse(call, txt2img), undefined);
}

/** @throws Refusal */
export function readImg2img(call: Call): DrawRequest {
  const fields = parse(call, img2img);
  call.record.mask = fields.mask === undefined ? undefined : readMask(fields.mask);
  return taken(fields, fields.init_images[0]);
}

function parse<Fields>(call: Call, schema: z.ZodType<Fields>): Fields {
  const { data, error } = schema.safeParse(readJson(call));
  if (error) {
    throw new Refusal(wrongFields(error.issues));
  }
  return data;
}

function taken(fields: z.infer<typeof txt2img>, image: string | undefined): DrawRequest {
  const { prompt, width, height, batch_size: count, override_settings: override, seed } = fields;
  if ((width === undefined) !== (height === undefined)) {
    throw new Refusal(wrongFields([{ path: ['width'], message: 'Only one side was sent' }]));
  }
  const asked = override?.sd_model_checkpoint;
  // As the real one does: a checkpoint that it does not know is passed over in silence.
  const title =
    checkpointTitles.find((each) => asked !== undefined && each.startsWith(asked)) ?? checkpointTitles[0]!;
  const size = width === undefined || height === undefined ? '' : `${width}x${height}`;
  return {
    prompt,
    references: image === undefined ? [] : [readInitImage(image)],
    options: { model: asked ?? '', aspectRatio: '', size, quality: '', count, includeThoughts: false },
    seed,
    width: width ?? 512,
    height: height ?? 512,
    title,
  };
}

/** What is opaque counts where the file has transparency, what is white elsewhere: the alpha is put in its place. */
function readMask(data: string): RecordedMask {
  const mask = readMaskFile(Buffer.from(data, 'base64'));
  if (!mask) {
    throw new Refusal(exception(500, 'HTTPException', 'Invalid encoded image'));
  }
  return { ...mask, brightness: mask.alpha ?? mask.brightness };
}

function readInitImage(data: string): ReturnType<typeof readBase64> {
  const start = Buffer.from(data.slice(0, 16), 'base64');
  const mediaType = start[0] === 0xff ? 'image/jpeg' : start[0] === 0x52 ? 'image/webp' : 'image/png';
  try {
    return readBase64({ mediaType, data, use: 'asset' });
  } catch (error) {
    if (error instanceof ReferenceRefusal) {
      throw new Refusal(exception(500, 'HTTPException', 'Invalid encoded image'));
    }
    throw error;
  }
}

/** The body of the server's own `handle_exception`. */
export function exception(status: number, error: string, detail: string, errors = ''): Answer {
  return jsonAnswer(status, { error, detail, body: '', errors });
}
