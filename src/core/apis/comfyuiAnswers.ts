import * as z from 'zod';
import { entryOf } from '../entryOf';
import type { JsonAnswer } from '../http/client';
import type { Provider } from '../provider';
import { textOf, longString } from './longStrings';
import { readAnswer } from './readAnswer';

/** What ComfyUI's answers look like, from its `server.py` and `execution.py`. */

/** One item: its number, its id, the workflow and more. */
const items = z.array(z.tuple([z.unknown(), z.string()], z.unknown()));

const queue = z.object({ queue_running: items, queue_pending: items });

/** The ids of what the server works on, and of what waits. */
export function queueOf(
  answer: JsonAnswer,
  provider: Provider,
): { readonly running: readonly string[]; readonly pending: readonly string[] } {
  const { queue_running: running, queue_pending: pending } = readAnswer(answer, queue, {
    provider,
    method: 'GET',
  });
  return { running: running.map(([, id]) => id), pending: pending.map(([, id]) => id) };
}

const outputImage = z.object({
  filename: z.string(),
  subfolder: z.string().default(''),
  type: z.string().default('output'),
});

export type OutputImage = z.infer<typeof outputImage>;

const entry = z.object({
  // Nodes put out texts, sounds and films as well.
  outputs: z.record(z.string(), z.object({ images: z.array(outputImage).nullish() })),
  status: z
    .object({ status_str: z.string(), messages: z.array(z.tuple([z.string(), z.unknown()])).default([]) })
    .nullish(),
});

export type HistoryEntry = z.infer<typeof entry>;

/** `undefined` until the task has ended. */
export function historyEntry(
  answer: JsonAnswer,
  taskId: string,
  provider: Provider,
): HistoryEntry | undefined {
  const history = readAnswer(answer, z.record(z.string(), entry), { provider, method: 'GET' });
  return entryOf(history, taskId);
}

/** The results; what nodes only show on the way (`temp`) counts where nothing was saved. */
export function imagesIn({ outputs }: HistoryEntry): readonly OutputImage[] {
  const images = Object.values(outputs).flatMap((output) => output.images ?? []);
  const saved = images.filter(({ type }) => type === 'output');
  return saved.length > 0 ? saved : images;
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
    return { message: status.messages.at(-1)?.[0] ?? status.status_str };
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
