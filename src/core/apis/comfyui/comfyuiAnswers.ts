import * as z from 'zod';
import type { JsonAnswer } from '../../http/client';
import type { Provider } from '../../model/provider';
import { textOf, longString } from '../response/responseText';
import { asObject, loose, membersOf, mostMembers } from '../response/loose';
import { objectsWith, valuesNamed } from '../response/named';
import { otherShape, readAnswer } from '../response/parseResponse';
import { isSomething, scalarIn } from '../response/valueAt';

/** What ComfyUI's answers look like, from its `server.py` and `execution.py`. */

/** The rows of a queue or of messages: each is an array itself, which `listOf` would take apart. */
function rowsIn(value: unknown): readonly (readonly unknown[])[] {
  return Array.isArray(value) ? (value.slice(0, mostMembers) as unknown[]).filter(Array.isArray) : [];
}

/** One item of a queue: its number, its id, the workflow and more. */
function idsIn(queue: unknown): readonly string[] {
  return rowsIn(queue).flatMap(([, id]) => (typeof id === 'string' ? [id] : []));
}

/** The ids of what the server works on, and of what waits. */
export function queueOf(
  answer: JsonAnswer,
  provider: Provider,
): { readonly running: readonly string[]; readonly pending: readonly string[] } {
  const source = { provider, method: 'GET' } as const;
  const body = readAnswer(answer, z.unknown(), source);
  const lists = ['queue_running', 'queue_pending'].map((name) => valuesNamed(body, name));
  if (lists.every((found) => found.length === 0)) {
    throw otherShape(answer, source);
  }
  const [running = [], pending = []] = lists.map((found) => found.flatMap(idsIn));
  return { running, pending };
}

const outputImage = z.object({
  filename: z
    .unknown()
    .nullish()
    .transform((name, { issues, value }) => {
      const text = scalarIn(name);
      if (text === undefined) {
        issues.push({ code: 'custom', message: 'No name of a file', input: value });
      }
      return text ?? '';
    }),
  subfolder: z
    .unknown()
    .nullish()
    .transform((folder) => scalarIn(folder) ?? ''),
  type: z
    .unknown()
    .nullish()
    .transform((type) => folderTypes.find((each) => each === scalarIn(type)) ?? 'output'),
});

/** Where the server keeps images. */
const folderTypes = ['output', 'temp', 'input'] as const;

export type OutputImage = z.infer<typeof outputImage>;

const status = z.object({
  status_str: loose(z.string()),
  // The name of what happened, and what is known of it.
  messages: z.unknown().nullish().transform(rowsIn),
});

export interface HistoryEntry {
  readonly status: z.infer<typeof status> | undefined;
  /** All that the answer says of the task. */
  readonly whole: unknown;
}

/** `undefined` until the task has ended. */
export function historyEntry(
  answer: JsonAnswer,
  taskId: string,
  provider: Provider,
): HistoryEntry | undefined {
  const history = readAnswer(answer, z.unknown(), { provider, method: 'GET' });
  const [entry] = valuesNamed(history, taskId).filter(isSomething);
  return entry === undefined
    ? undefined
    : { status: loose(status).parse(valuesNamed(entry, 'status').find(isSomething)), whole: entry };
}

/** The results; what nodes only show on the way (`temp`) counts where nothing was saved. */
export function imagesIn({ whole }: HistoryEntry): readonly OutputImage[] {
  // Nodes put out texts, sounds and films as well.
  const outputs = valuesNamed(whole, 'outputs');
  const images = outputs.flatMap((output) => valuesNamed(output, 'images')).flatMap(imageFiles);
  const saved = images.filter(({ type }) => type === 'output');
  return saved.length > 0 ? saved : images;
}

/** The files that a list of images names, however it is wrapped. */
function imageFiles(images: unknown): readonly OutputImage[] {
  const plain = membersOf(outputImage).parse(images);
  const isPlain = plain.length > 0;
  return isPlain
    ? plain
    : objectsWith(images, 'filename').flatMap((each) => outputImage.safeParse(each).data ?? []);
}

const executionError = z.object({
  node_id: loose(z.union([z.string(), z.number()])),
  node_type: loose(z.string()),
  exception_type: loose(z.string()),
  exception_message: loose(longString),
});

/** As the body of an error; `undefined` where the task went well. */
export function failureIn({ status }: HistoryEntry): { readonly message: string } | undefined {
  const { status_str: outcome, messages = [] } = status ?? {};
  const failed =
    messages.find(([name]) => name === 'execution_error') ?? messages.find(([, facts]) => saysWhy(facts));
  // Where the outcome is told in no word that is known, the message decides.
  if (outcome === 'success' || (outcome !== 'error' && !failed)) {
    return undefined;
  }
  const said = failed && sayWhy(failed[1]);
  if (said === undefined) {
    // `execution_interrupted`, where somebody else has stopped it.
    return {
      message: messages.flatMap(([name]) => (typeof name === 'string' ? [name] : [])).at(-1) ?? 'error',
    };
  }
  return { message: said };
}

function saysWhy(facts: unknown): boolean {
  return textOf(executionError.safeParse(facts).data?.exception_message) !== '';
}

function sayWhy(facts: unknown): string | undefined {
  const { data } = executionError.safeParse(facts);
  if (!data) {
    return undefined;
  }
  const said = textOf(data.exception_message).trim();
  return atNode(data.node_type, data.node_id, said === '' ? (data.exception_type ?? '') : said);
}

const problem = z.object({
  type: loose(z.string()),
  message: loose(longString),
  details: loose(longString),
});

const nodeProblems = z.object({ class_type: loose(z.string()), errors: membersOf(z.unknown()) });

/** Of a workflow that was taken although some of its nodes cannot run: which, and why. */
export function nodeErrorsIn({ body }: JsonAnswer): string | undefined {
  const lines = valuesNamed(body, 'node_errors').flatMap(linesOf).slice(0, mostMembers);
  return lines.length > 0 ? lines.join('; ') : undefined;
}

/** Node by node and error by error: one that cannot be read hides no other. An empty list stands for no nodes. */
function linesOf(nodes: unknown): readonly string[] {
  return Object.entries(asObject(nodes) ?? {})
    .slice(0, mostMembers)
    .flatMap(([id, node]) => {
      const { class_type: type, errors = [] } = nodeProblems.safeParse(node).data ?? {};
      return errors.map(sentence).flatMap((said) => (said === '' ? [] : [atNode(type, id, said)]));
    });
}

/** The answer with what is wrong in one text: each node that does not take an input, or else the workflow as a whole. */
export function explained(answer: JsonAnswer): JsonAnswer {
  if (answer.status < 400) {
    return answer;
  }
  const error = asObject(answer.body)?.error;
  const message = nodeErrorsIn(answer) ?? sentence(error);
  const code = problem.safeParse(error).data?.type;
  return message === '' ? answer : { ...answer, body: { code, message } };
}

/** A text, or a problem with its details; empty where it says nothing. */
function sentence(said: unknown): string {
  const { message, details } = problem.safeParse(said).data ?? { message: loose(longString).parse(said) };
  const [head, tail] = [textOf(message), textOf(details)];
  return head === '' || tail === '' ? head + tail : `${head.replace(/\.$/u, '')}: ${tail}`;
}

/** As ComfyUI itself writes it, `#` and the node's id. */
function atNode(
  type: string | null | undefined,
  id: string | number | null | undefined,
  said: string,
): string {
  return id == null ? said : `${type ?? ''} #${id}: ${said}`.trim();
}
