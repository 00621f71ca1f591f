import * as z from 'zod';
import { jsonAnswer, readJson, type Answer, type Call } from './http';
import type { RecordedReference } from './record';
import { readBase64, ReferenceRefusal } from './references';
import { Refusal, type TakenRequest } from './takeCall';

export interface ComfyuiPrompt extends TakenRequest {
  readonly width: number;
  readonly height: number;
  readonly seed: number;
  readonly workflow: unknown;
  readonly clientId: string;
}

/** What was uploaded, by the name under which a workflow may use it. */
export type Uploads = Map<string, { readonly bytes: Buffer; readonly reference: RecordedReference }>;

const link = z.tuple([z.string(), z.int()]);
const side = z.int().min(16).max(16_384).multipleOf(8);

/** The checkpoints that the server has. */
export const comfyuiCheckpoints = ['sd_xl_base_1.0.safetensors', 'v1-5-pruned.safetensors'] as const;

/** The inputs of each kind of node, of which none may be left out. */
const nodeClasses: Readonly<Record<string, z.ZodType>> = {
  KSampler: z.strictObject({
    seed: z.int().min(0).max(Number.MAX_SAFE_INTEGER),
    steps: z.int().min(1).max(10_000),
    cfg: z.number().min(0).max(100),
    sampler_name: z.enum(['euler', 'dpmpp_2m']),
    scheduler: z.enum(['normal', 'karras']),
    denoise: z.number().min(0).max(1),
    model: link,
    positive: link,
    negative: link,
    latent_image: link,
  }),
  CheckpointLoaderSimple: z.strictObject({ ckpt_name: z.enum(comfyuiCheckpoints) }),
  EmptyLatentImage: z.strictObject({ width: side, height: side, batch_size: z.int().min(1).max(4096) }),
  CLIPTextEncode: z.strictObject({ text: z.string(), clip: link }),
  VAEDecode: z.strictObject({ samples: link, vae: link }),
  SaveImage: z.strictObject({ filename_prefix: z.string(), images: link }),
  PreviewImage: z.strictObject({ images: link }),
  LoadImage: z.strictObject({ image: z.string() }),
};

const outputNodes = ['SaveImage', 'PreviewImage'];

const body = z.strictObject({
  prompt: z.record(
    z.string(),
    z.strictObject({
      class_type: z.string(),
      inputs: z.record(z.string(), z.unknown()),
      _meta: z.object({ title: z.string() }).optional(),
    }),
  ),
  client_id: z.string().min(1),
});

type Nodes = z.infer<typeof body>['prompt'];

interface NodeError {
  readonly type: string;
  readonly message: string;
  readonly details: string;
}

/** @throws Refusal */
export function readPrompt(call: Call, uploads: Uploads): ComfyuiPrompt {
  const { data, error } = body.safeParse(readJson(call));
  if (!data) {
    throw new Refusal(
      refused({ type: 'invalid_prompt', message: 'Invalid body', details: z.prettifyError(error) }),
    );
  }
  checkNodes(data.prompt, uploads);
  const nodes = Object.values(data.prompt);
  const inputsOf = <Value>(type: string): Partial<Value> =>
    (nodes.find(({ class_type: name }) => name === type)?.inputs ?? {}) as Partial<Value>;
  const { width = 0, height = 0 } = inputsOf<{ width: number; height: number }>('EmptyLatentImage');
  const { seed = 0, positive } = inputsOf<{ seed: number; positive: readonly [string, number] }>('KSampler');
  const { text } = data.prompt[positive?.[0] ?? '']?.inputs ?? {};
  const images = Object.entries(data.prompt)
    .filter(([, node]) => node.class_type === 'LoadImage')
    .map(([, node]) => String(node.inputs.image));
  return {
    prompt: String(text),
    references: images.flatMap((name) => uploads.get(name)?.reference ?? []),
    // The size that the sample has by itself counts as left open.
    options: { ...noOptions, size: width === 640 && height === 448 ? '' : `${width}x${height}` },
    width,
    height,
    seed,
    workflow: data.prompt,
    clientId: data.client_id,
  };
}

const noOptions = { model: '', aspectRatio: '', quality: '', count: 1, includeThoughts: false };

/** As `validate_prompt` in ComfyUI's `execution.py`. */
function checkNodes(nodes: Nodes, uploads: Uploads): void {
  const foreign = Object.entries(nodes).find(([, node]) => !Object.hasOwn(nodeClasses, node.class_type));
  if (foreign) {
    const [id, { class_type: type }] = foreign;
    const message = `Cannot execute because node ${type} does not exist.`;
    throw new Refusal(refused({ type: 'invalid_prompt', message, details: `Node ID '#${id}'` }));
  }
  if (!Object.values(nodes).some(({ class_type: type }) => outputNodes.includes(type))) {
    throw new Refusal(refused({ type: 'prompt_no_outputs', message: 'Prompt has no outputs', details: '' }));
  }
  const errors = Object.entries(nodes).flatMap(([id, node]) => {
    const found = nodeErrors(node, nodes, uploads);
    return found.length === 0
      ? []
      : [[id, { errors: found, dependent_outputs: ['9'], class_type: node.class_type }] as const];
  });
  if (errors.length > 0) {
    const details = errors.flatMap(([, { errors: each }]) => each.map(({ message }) => message)).join('\n');
    const whole = {
      type: 'prompt_outputs_failed_validation',
      message: 'Prompt outputs failed validation',
      details,
    };
    throw new Refusal(refused(whole, Object.fromEntries(errors)));
  }
}

function nodeErrors(node: Nodes[string], nodes: Nodes, uploads: Uploads): readonly NodeError[] {
  const { error } = nodeClasses[node.class_type]!.safeParse(node.inputs);
  const wrong = (error?.issues ?? []).map(({ path, message }) => ({
    type: 'value_not_in_list',
    message: 'Value not in list',
    details: `${path.join('.')}: ${message}`,
  }));
  const dangling = Object.entries(node.inputs).flatMap(([name, value]) => {
    const target = link.safeParse(value).data?.[0];
    return target === undefined || Object.hasOwn(nodes, target)
      ? []
      : [{ type: 'bad_linked_input', message: 'Bad linked input', details: name }];
  });
  const { image } = node.inputs;
  const isMissing = typeof image === 'string' && image !== 'example.png' && !uploads.has(image);
  const details = `image - Invalid image file: ${String(image)}`;
  const missing = { type: 'custom_validation_failed', message: 'Custom validation failed for node', details };
  return [...wrong, ...dangling, ...(isMissing ? [missing] : [])];
}

export function refused(error: NodeError, nodeErrors: unknown = []): Answer {
  return jsonAnswer(400, { error: { ...error, extra_info: {} }, node_errors: nodeErrors });
}

/** `/upload/image`: keeps what it has, and gives another name to what is new. */
export async function takeUpload(call: Call, uploads: Uploads): Promise<Answer> {
  const type = call.record.headers['content-type'] ?? '';
  if (!type.startsWith('multipart/form-data')) {
    return { status: 400, body: '' };
  }
  const form = await new Response(new Uint8Array(call.body), {
    headers: { 'content-type': type },
  }).formData();
  const fields = z
    .strictObject({
      image: z.instanceof(File),
      type: z.literal(['input', 'temp']).default('input'),
      subfolder: z.string().default(''),
      overwrite: z.enum(['true', '1']).optional(),
    })
    .safeParse(Object.fromEntries(form)).data;
  if (!fields || fields.image.name === '' || /[\\/]|\.\./u.test(fields.image.name)) {
    return { status: 400, body: '' };
  }
  const bytes = Buffer.from(await fields.image.arrayBuffer());
  try {
    const reference = readBase64({
      mediaType: fields.image.type,
      data: bytes.toString('base64'),
      use: 'asset',
    });
    const name = freeName(fields.image.name, fields.subfolder, { bytes, uploads });
    uploads.set(pathOf(fields.subfolder, name), { bytes, reference });
    return jsonAnswer(200, { name, subfolder: fields.subfolder, type: fields.type });
  } catch (error) {
    if (error instanceof ReferenceRefusal) {
      return { status: 400, body: '' };
    }
    throw error;
  }
}

function freeName(
  name: string,
  subfolder: string,
  { bytes, uploads }: { readonly bytes: Buffer; readonly uploads: Uploads },
): string {
  const [, stem = '', ending = ''] = /^(.*)(\.[^.]*)$/u.exec(name) ?? [];
  for (let number = 0; ; number += 1) {
    const free = number === 0 ? name : `${stem} (${number})${ending}`;
    const taken = uploads.get(pathOf(subfolder, free));
    if (!taken || taken.bytes.equals(bytes)) {
      return free;
    }
  }
}

function pathOf(subfolder: string, name: string): string {
  return subfolder === '' ? name : `${subfolder}/${name}`;
}
