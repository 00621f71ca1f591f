import * as z from 'zod';
import type { JsonAnswer } from '../http/client';
import type { Provider } from '../provider';
import { textOf, longString } from './longStrings';
import { loose, membersOf, mostMembers } from './loose';
import { objectsWith, valuesNamed } from './named';
import { otherShape, readAnswer } from './readAnswer';
import { isSomething, scalarIn } from './valueAt';

/** What ComfyUI's answers look like, from its `server.py` and `execution.py`. */

/** One item: its number, its id, the workflow and more. */
const item = z.tuple([z.unknown(), z.string()], z.unknown()).transform(([, id]) => id);

/** A queue is an array of arrays, so that its members are no nesting. */
const items = z
  .unknown()
  .nullish()
  .transform((value): readonly string[] =>
    (Array.isArray(value) ? (value.slice(0, mostMembers) as readonly unknown[]) : []).flatMap(
      (each) => item.safeParse(each).data ?? [],
    ),
  );

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
  const [running = [], pending = []] = lists.map((found) => found.flatMap((each) => items.parse(each)));
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
  messages: z
    .unknown()
    .nullish()
    .transform((value) =>
      (Array.isArray(value) ? (value.slice(0, mostMembers) as readonly unknown[]) : []).flatMap((each) => {
        const { data } = z.tuple([z.string(), z.unknown()]).safeParse(each);
        return data ? [data] : [];
      }),
    ),
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
  node_id: z.union([z.string(), z.number()]).nullish(),
  node_type: z.string().nullish(),
  exception_type: z.string().nullish(),
  exception_message: longString.nullish(),
});

/** As the body of an error; `undefined` where the task went well. */
export function failureIn({ status }: HistoryEntry): { readonly message: string } | undefined {
  if (status?.status_str !== 'error') {
    return undefined;
  }
  const named = status.messages.find(([name]) => name === 'execution_error');
  const { data } = executionError.safeParse(named?.[1]);
  if (!data) {
    // `execution_interrupted`, where somebody else has stopped it.
    return { message: status.messages.at(-1)?.[0] ?? 'error' };
  }
  const said = textOf(data.exception_message).trim();
  return { message: atNode(data.node_type, data.node_id, said === '' ? (data.exception_type ?? '') : said) };
}

const problem = z.object({ type: z.string().nullish(), message: z.string(), details: z.string().nullish() });

const refusal = z.object({
  error: z.union([z.string(), problem]),
  // An empty list stands for none.
  node_errors: z
    .record(z.string(), z.object({ class_type: z.string().nullish(), errors: z.array(problem) }))
    .catch({}),
});

const partly = z.object({ node_errors: refusal.shape.node_errors });

/** Of a workflow that was taken although some of its nodes cannot run: which, and why. */
export function nodeErrorsIn({ body }: JsonAnswer): string | undefined {
  const lines = linesOf(partly.safeParse(body).data?.node_errors ?? {});
  return lines.length > 0 ? lines.join('; ') : undefined;
}

function linesOf(nodes: z.infer<typeof refusal>['node_errors']): readonly string[] {
  return Object.entries(nodes).flatMap(([id, { class_type: type, errors }]) =>
    errors.map((each) => atNode(type, id, sentence(each))),
  );
}

/** The answer with what is wrong in one text: each node that does not take an input, or else the workflow as a whole. */
export function explained(answer: JsonAnswer): JsonAnswer {
  const { data } = refusal.safeParse(answer.body);
  if (answer.status < 400 || !data) {
    return answer;
  }
  const { error, node_errors: nodes } = data;
  const lines = linesOf(nodes);
  const [code, whole] = typeof error === 'string' ? [undefined, error] : [error.type, sentence(error)];
  return { ...answer, body: { code, message: lines.length > 0 ? lines.join('; ') : whole } };
}

function sentence({ message, details }: z.infer<typeof problem>): string {
  return details == null || details === '' ? message : `${message.replace(/\.$/u, '')}: ${details}`;
}

/** As ComfyUI itself writes it, `#` and the node's id. */
function atNode(
  type: string | null | undefined,
  id: string | number | null | undefined,
  said: string,
): string {
  return id == null ? said : `${type ?? ''} #${id}: ${said}`.trim();
}
