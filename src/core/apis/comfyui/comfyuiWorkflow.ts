import * as z from 'zod';
import { workflowError, type WorkflowInput, type WorkflowInputs } from '../../model/comfyuiModel';
import { getOwn } from '../../util/getOwn';

const node = z.looseObject({ class_type: z.string(), inputs: z.record(z.string(), z.unknown()) });

const workflowSchema = z.record(z.string(), node);

/** A workflow as ComfyUI's *Export (API)* writes it: nodes by their ids. */
export type Workflow = Readonly<z.infer<typeof workflowSchema>>;

/** @throws EaselError `invalidRequest` where it is no workflow in the API format. */
export function parseWorkflow(text: string, file: string): Workflow {
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\uFEFF/u, ''));
  } catch {
    throw workflowError(file, 'notJson');
  }
  const { data } = workflowSchema.safeParse(value);
  if (!data || Object.keys(data).length === 0) {
    throw workflowError(file, 'notApiFormat');
  }
  return data;
}

export interface WorkflowValues {
  readonly prompt: string;
  /** Absent: the workflow keeps its own. */
  readonly negativePrompt?: string | undefined;
  /** Names under which the server knows the references. */
  readonly references: readonly string[];
  readonly width?: number;
  readonly height?: number;
  readonly seed: number;
  /** Absent: as the workflow has it. */
  readonly checkpoint?: string | undefined;
}

/**
 * The workflow with these values in it; the one that was given stays as it is.
 * @throws EaselError `invalidRequest` where it has no place for a value.
 */
export function fillWorkflow(
  workflow: Workflow,
  { prompt, negativePrompt, references, width, height, seed, checkpoint }: WorkflowValues,
  inputs: Required<WorkflowInputs>,
): Workflow {
  const filled = structuredClone(workflow);
  const put = (places: readonly WorkflowInput[], value: string | number): void => {
    for (const { node: id, input } of places) {
      const target = getOwn(filled, id);
      if (target) {
        target.inputs[input] = value;
      }
    }
  };
  put(inputs.prompt, prompt);
  put(inputs.seed, seed);
  if (negativePrompt !== undefined) {
    put(inputs.negativePrompt, negativePrompt);
  }
  references.forEach((name, index) => put(inputs.references.slice(index, index + 1), name));
  if (width !== undefined && height !== undefined) {
    put(inputs.width, width);
    put(inputs.height, height);
  }
  if (checkpoint !== undefined) {
    put(inputs.checkpoint, checkpoint);
  }
  return filled;
}

/**
 * Where the values go: as the user said, and where nothing was said, as the nodes suggest.
 * @throws EaselError `invalidRequest` where there is no place for the prompt, the size, the seed, the negative prompt,
 * the checkpoint or all of the references, or a place that was named is not there.
 */
export function placesIn(
  workflow: Workflow,
  named: WorkflowInputs,
  {
    file,
    references,
    hasSize,
    hasSeed = false,
    hasNegativePrompt = false,
    hasCheckpoint = false,
  }: {
    readonly file: string;
    readonly references: number;
    readonly hasSize: boolean;
    readonly hasSeed?: boolean;
    readonly hasNegativePrompt?: boolean;
    readonly hasCheckpoint?: boolean;
  },
): Required<WorkflowInputs> {
  const places = { ...guessInputs(workflow), ...named };
  for (const { node: id, input } of Object.values(named).flatMap((each: readonly WorkflowInput[]) => each)) {
    if (!Object.hasOwn(getOwn(workflow, id)?.inputs ?? {}, input)) {
      throw workflowError(file, 'noInput', `${id}.${input}`);
    }
  }
  if (places.prompt.length === 0) {
    throw workflowError(file, 'noPrompt');
  }
  if (hasSize && (places.width.length === 0 || places.height.length === 0)) {
    throw workflowError(file, 'noSize');
  }
  if (hasSeed && places.seed.length === 0) {
    throw workflowError(file, 'noSeed');
  }
  if (hasNegativePrompt && places.negativePrompt.length === 0) {
    throw workflowError(file, 'noNegativePrompt');
  }
  if (hasCheckpoint && places.checkpoint.length === 0) {
    throw workflowError(file, 'noCheckpoint');
  }
  if (references > places.references.length) {
    throw workflowError(file, 'tooFewReferences', String(places.references.length));
  }
  return places;
}

/** By what the built-in nodes are called, and those of others who keep to the same names. */
export function guessInputs(workflow: Workflow): Required<WorkflowInputs> {
  const nodes = Object.entries(workflow).sort(([one], [other]) =>
    one.localeCompare(other, 'en', { numeric: true }),
  );
  const numbers = (names: readonly string[], isMeant: (inputs: Inputs, type: string) => boolean) =>
    nodes.flatMap(([id, { inputs, class_type: type }]) =>
      isMeant(inputs, type)
        ? names.filter((name) => typeof inputs[name] === 'number').map((input) => ({ node: id, input }))
        : [],
    );
  const isEmptyLatent = (inputs: Inputs, type: string): boolean =>
    /^Empty.*Latent/u.test(type) && typeof inputs.width === 'number' && typeof inputs.height === 'number';
  const prompt = findTexts(workflow, 'positive');
  const isPrompt = ({ node: id, input }: WorkflowInput): boolean =>
    prompt.some((place) => place.node === id && place.input === input);
  return {
    prompt,
    // Where nothing is left out, some workflows lead from there to the prompt, and blank it on the way.
    negativePrompt: findTexts(workflow, 'negative').filter((place) => !isPrompt(place)),
    references: nodes.flatMap(([id, { inputs, class_type: type }]) =>
      type === 'LoadImage' && typeof inputs.image === 'string' ? [{ node: id, input: 'image' }] : [],
    ),
    width: numbers(['width'], isEmptyLatent),
    height: numbers(['height'], isEmptyLatent),
    seed: numbers(['seed', 'noise_seed'], () => true),
    checkpoint: findCheckpoint(workflow),
  };
}

/** Where a workflow loads several, as base and refiner, only the user can say which of them is meant. */
function findCheckpoint(workflow: Workflow): readonly WorkflowInput[] {
  const loaders = Object.entries(workflow).filter(([, { inputs }]) => typeof inputs.ckpt_name === 'string');
  const names = new Set(loaders.map(([, { inputs }]) => inputs.ckpt_name));
  return names.size === 1 ? loaders.map(([id]) => ({ node: id, input: 'ckpt_name' })) : [];
}

type Inputs = Readonly<Record<string, unknown>>;

type Conditioning = 'positive' | 'negative';

/** Inputs that lead from a sampler towards a text, besides `positive` or `negative`, of which only one is followed. */
const towardsTexts = [
  'guider',
  'conditioning',
  'conditioning_1',
  'conditioning_2',
  'conditioning_to',
  'conditioning_from',
];

/** Inputs that hold the text itself, or lead to a node that does. */
const texts = ['text', 'prompt', 'text_g', 'text_l', 'clip_l', 't5xxl', 'value', 'string'];

/** Follows the links from the samplers to the texts that say what the image should, or should not, show. */
function findTexts(workflow: Workflow, side: Conditioning): readonly WorkflowInput[] {
  const waiting = Object.values(workflow).flatMap(({ class_type: type, inputs }) =>
    /sampler/iu.test(type) ? linksIn(inputs, [side, 'guider']) : [],
  );
  const seen = new Set<string>();
  const found: WorkflowInput[] = [];
  for (let id = waiting.shift(); id !== undefined; id = waiting.shift()) {
    const inputs = getOwn(workflow, id)?.inputs;
    if (!inputs || seen.has(id)) {
      continue;
    }
    seen.add(id);
    const own = texts.filter((name) => typeof inputs[name] === 'string');
    found.push(...own.map((input) => ({ node: id, input })));
    if (own.length === 0) {
      waiting.push(...linksIn(inputs, [side, ...towardsTexts, ...texts]));
    }
  }
  return found;
}

/** A link is the id of a node and the number of its output. */
const link = z.tuple([z.string(), z.number()]);

function linksIn(inputs: Inputs, names: readonly string[]): readonly string[] {
  return names.flatMap((name) => link.safeParse(inputs[name]).data?.slice(0, 1) ?? []).map(String);
}
