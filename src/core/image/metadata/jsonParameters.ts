import { parseSeed, parseSize, sizeOf, type GenerationParameters } from './generationParameters';
import { parseLenientJson, recordOf } from './lenientJson';

type Fields = Readonly<Record<string, unknown>>;

/**
 * https://github.com/mcmonkeyprojects/SwarmUI, docs/Image Metadata Format.md: JSON in PNG's `parameters` or in EXIF.
 */
export function parseSwarmUi(text: string): GenerationParameters | undefined {
  const fields = recordOf(recordOf(parseLenientJson(text)).sui_image_params);
  return typeof fields.prompt === 'string' ? parametersOf('SwarmUI', fields, {}) : undefined;
}

/**
 * https://github.com/lllyasviel/Fooocus, modules/meta_parser.py: JSON in PNG's `parameters` or in EXIF; older versions
 * wrote it with the labels of their form.
 */
export function parseFooocus(text: string): GenerationParameters | undefined {
  const fields = withPlainNames(recordOf(parseLenientJson(text)));
  const isOurs = ['base_model', 'performance', 'styles', 'metadata_scheme'].some((name) => name in fields);
  return typeof fields.prompt === 'string' && isOurs ? parametersOf('Fooocus', fields, {}) : undefined;
}

/** Labels of a form as the names of fields. */
function withPlainNames(fields: Fields): Fields {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name.toLowerCase().replaceAll(' ', '_'), value]),
  );
}

/**
 * https://github.com/easydiffusion/easydiffusion, ui/easydiffusion/utils/save_utils.py: a PNG text for each field, or JSON in
 * EXIF; with the labels of its form where it writes a text file as well. `None` is Python's for nothing.
 */
export function parseEasyDiffusion(fields: Fields): GenerationParameters | undefined {
  const said = Object.entries(withPlainNames(fields)).filter(([, value]) => value !== 'None');
  const {
    use_stable_diffusion_model: model,
    stable_diffusion_model: label = model,
    ...rest
  } = Object.fromEntries(said);
  const isOurs = Object.keys(fields).some((name) => /^(?:use_)?stable[ _]diffusion[ _]model$/iu.test(name));
  return isText(rest.prompt) && isOurs
    ? parametersOf('Easy Diffusion', { ...rest, model: label }, {})
    : undefined;
}

/** https://github.com/invoke-ai/InvokeAI: `invokeai_metadata` of today, `sd-metadata` of version 2. */
export function parseInvokeAi(text: string): GenerationParameters | undefined {
  const json = recordOf(parseLenientJson(text));
  if (typeof json.positive_prompt === 'string') {
    return parametersOf('InvokeAI', json, {});
  }
  const image = recordOf(json.image);
  const prompts: readonly unknown[] = Array.isArray(image.prompt)
    ? image.prompt.slice(0, 20)
    : [image.prompt];
  const prompt = prompts
    .map((each) => (typeof each === 'string' ? each : recordOf(each).prompt))
    .filter((each) => typeof each === 'string')
    .join('\n');
  return prompt === ''
    ? undefined
    : parametersOf('InvokeAI', { ...image, model: json.model_weights }, withBrackets(prompt));
}

/** The command line of its first versions, in `Dream`: `"a fox" -s 50 -S 123 -W 512 -H 512`. */
export function parseDream(text: string): GenerationParameters | undefined {
  const [, quoted] = /^\s{0,20}"((?:[^"\\]|\\.)*)"/u.exec(text) ?? [];
  if (quoted === undefined) {
    return undefined;
  }
  const rest = text.slice(text.indexOf(quoted) + quoted.length, 20_000);
  const option = (name: string): string | undefined =>
    new RegExp(` -${name} ?(\\d{1,16})\\b`, 'u').exec(rest)?.[1];
  const fields = { steps: option('s'), seed: option('S'), width: option('W'), height: option('H') };
  return parametersOf('InvokeAI', fields, withBrackets(quoted));
}

/** NovelAI: the prompt as `Description`, and JSON as `Comment`. */
export function parseNovelAi({
  comment,
  source = '',
}: {
  readonly comment: string;
  readonly source?: string | undefined;
}): GenerationParameters | undefined {
  const json = recordOf(parseLenientJson(comment));
  const captionIn = (value: unknown): unknown => recordOf(recordOf(value).caption).base_caption;
  const prompt = [json.prompt, captionIn(json.v4_prompt)].find(isText);
  const negative = [json.uc, captionIn(json.v4_negative_prompt)].find(isText);
  const isOurs = 'uc' in json || 'v4_prompt' in json;
  return prompt === undefined || !isOurs
    ? undefined
    : parametersOf('NovelAI', { ...json, model: source }, { prompt, negativePrompt: negative ?? '' });
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

/** InvokeAI 2 and before put what must not be seen into brackets within the prompt. */
function withBrackets(text: string): Words {
  const negative = Array.from(text.matchAll(/\[([^[\]]{0,10000})\]/gu), ([, inner = '']) => inner.trim());
  return {
    prompt: text.replaceAll(/\[[^[\]]{0,10000}\]/gu, '').trim(),
    negativePrompt: negative.join(', '),
  };
}

interface Words {
  readonly prompt?: string;
  readonly negativePrompt?: string;
}

/** Fields that several programs name alike. */
function parametersOf(program: string, fields: Fields, words: Words): GenerationParameters {
  const text = (...names: readonly string[]): string =>
    names.map((name) => textOf(fields[name])).find((value) => value !== '') ?? '';
  const settings = Object.entries(settingNames).flatMap(([label, names]) => {
    const value = text(...names);
    return value === '' ? [] : [[label, value.slice(0, 200)] as const];
  });
  return {
    program,
    prompt: (words.prompt ?? text('positive_prompt', 'prompt')).trim(),
    negativePrompt: (words.negativePrompt ?? text('negative_prompt', 'negativeprompt')).trim(),
    settings: new Map(settings),
    size: sizeOf(fields.width, fields.height) ?? parseSize(text('resolution', 'size')),
    seed: parseSeed(fields.seed),
    model: text('model', 'base_model', 'model_weights').replace(/\.(?:safetensors|ckpt|gguf|sft)$/iu, ''),
  };
}

const settingNames: Readonly<Record<string, readonly string[]>> = {
  Steps: ['steps', 'num_inference_steps'],
  Sampler: ['sampler', 'sampler_name', 'scheduler'],
  'CFG scale': ['cfg_scale', 'cfgscale', 'guidance_scale', 'guidance', 'scale'],
  Performance: ['performance'],
  Version: ['version', 'swarm_version', 'app_version'],
};

/** A text, a number as text, or the name of what is described by an object, such as a model. */
function textOf(value: unknown): string {
  if (typeof value === 'string') {
    return value;
  }
  if (typeof value === 'number') {
    return String(value);
  }
  const { name, model_name: modelName } = recordOf(value);
  return [name, modelName].find(isText) ?? '';
}
