import { parseSeed, sizeOf, type GenerationParameters } from './generationParameters';
import { parseLenientJson, recordOf } from './lenientJson';

interface Node {
  readonly type: string;
  readonly inputs: Readonly<Record<string, unknown>>;
}

/** Bounds for a graph made to waste time. */
const mostNodes = 2000;
const deepest = 30;

/**
 * The workflow that ComfyUI puts into PNG's `prompt`: nodes by their id, whose inputs are values or links to another
 * node's output. What its sampler is given is looked for along the links. https://docs.comfy.org/specs/workflow_json
 */
export function parseComfyUi(text: string): GenerationParameters | undefined {
  const graph = readGraph(parseLenientJson(text));
  const sampler = findSampler(graph);
  if (!sampler) {
    return undefined;
  }
  const guider = follow(graph, sampler.inputs.guider) ?? sampler;
  const prompt = wordsAt(graph, guider.inputs.positive ?? guider.inputs.conditioning, 'positive', 0);
  if (prompt === '') {
    return undefined;
  }
  return {
    program: 'ComfyUI',
    prompt,
    negativePrompt: wordsAt(graph, guider.inputs.negative, 'negative', 0),
    settings: settingsOf(sampler),
    size: findSize(graph, sampler),
    seed: seedAt(graph, sampler.inputs.seed ?? sampler.inputs.noise_seed ?? sampler.inputs.noise, 0),
    model: findModel(graph),
  };
}

type Graph = ReadonlyMap<string, Node>;

function readGraph(json: unknown): Graph {
  return new Map(
    Object.entries(recordOf(json))
      .slice(0, mostNodes)
      .flatMap(([id, value]) => {
        const { class_type: type, inputs } = recordOf(value);
        return typeof type === 'string' ? [[id, { type, inputs: recordOf(inputs) }] as const] : [];
      }),
  );
}

/** The last one in a row of samplers refines what the first has made, so the first counts. */
function findSampler(graph: Graph): Node | undefined {
  const nodes = Array.from(graph.values());
  const isSampler = ({ inputs }: Node): boolean =>
    (isLink(inputs.positive) && ('seed' in inputs || 'noise_seed' in inputs)) || isLink(inputs.guider);
  return (
    nodes.find((node) => isSampler(node) && !isRefining(graph, node)) ??
    nodes.find(isSampler) ??
    nodes.find(({ inputs }) => isLink(inputs.positive))
  );
}

function isRefining(graph: Graph, { inputs }: Node): boolean {
  const latent = follow(graph, inputs.latent_image);
  return latent !== undefined && /sampler/iu.test(latent.type);
}

function isLink(value: unknown): value is readonly [string, number] {
  return (
    Array.isArray(value) && value.length === 2 && typeof value[0] === 'string' && typeof value[1] === 'number'
  );
}

function follow(graph: Graph, value: unknown): Node | undefined {
  return isLink(value) ? graph.get(value[0]) : undefined;
}

/** Inputs in which encoders and text nodes keep their words. */
const textInputs = [
  'text',
  'text_g',
  't5xxl',
  'clip_l',
  'prompt',
  'positive',
  'string',
  'value',
  'text_l',
  'string_a',
];
/** Inputs through which words pass on. */
const passing = ['conditioning', 'conditioning_1', 'conditioning_to', 'source', 'any'];

function wordsAt(graph: Graph, value: unknown, side: 'positive' | 'negative', depth: number): string {
  const node = follow(graph, value);
  // What is zeroed out says nothing.
  if (!node || depth > deepest || node.type === 'ConditioningZeroOut') {
    return '';
  }
  // A node that passes on both gives the positive one first.
  const isBoth = isLink(node.inputs.positive) && isLink(node.inputs.negative);
  if (isBoth) {
    const next = isLink(value) && value[1] === 1 ? 'negative' : side;
    return wordsAt(graph, node.inputs[next], next, depth + 1);
  }
  for (const name of [...textInputs, ...passing]) {
    const input = node.inputs[name];
    const words =
      typeof input === 'string' && !passing.includes(name) ? input : wordsAt(graph, input, side, depth + 1);
    if (words.trim() !== '') {
      return words.trim();
    }
  }
  return '';
}

function seedAt(graph: Graph, value: unknown, depth: number): number | undefined {
  const node = follow(graph, value);
  if (!node || depth > deepest) {
    return parseSeed(value);
  }
  const { inputs } = node;
  const next = [inputs.noise_seed, inputs.seed, inputs.value, inputs.int].find((each) => each !== undefined);
  return next === undefined ? undefined : seedAt(graph, next, depth + 1);
}

/** The sides of the empty image that the sampler begins with, or of the only one that there is. */
function findSize(graph: Graph, sampler: Node): GenerationParameters['size'] {
  let node = follow(graph, sampler.inputs.latent_image);
  for (let depth = 0; node && depth < deepest; depth++) {
    const size = sizeOf(node.inputs.width, node.inputs.height);
    if (size) {
      return size;
    }
    node = follow(graph, node.inputs.samples ?? node.inputs.latent ?? node.inputs.latent_image);
  }
  const empty = Array.from(graph.values()).find(({ type }) => /^Empty.*Latent/u.test(type));
  return empty && sizeOf(empty.inputs.width, empty.inputs.height);
}

function findModel(graph: Graph): string {
  for (const name of ['ckpt_name', 'unet_name', 'model_name']) {
    for (const { inputs } of graph.values()) {
      const value = inputs[name];
      if (typeof value === 'string' && value !== '') {
        return value.replace(/\.(?:safetensors|ckpt|gguf|sft)$/iu, '');
      }
    }
  }
  return '';
}

function settingsOf({ inputs }: Node): ReadonlyMap<string, string> {
  const named = { Steps: inputs.steps, Sampler: inputs.sampler_name, 'CFG scale': inputs.cfg };
  return new Map(
    Object.entries(named).flatMap(([name, value]) =>
      typeof value === 'string' || typeof value === 'number'
        ? [[name, String(value).slice(0, 200)] as const]
        : [],
    ),
  );
}
