import { EaselError } from '../../model/errors';
import { valueRedactor } from '../../http/policy/redact';
import { withKeyFault } from '../../keys/keyFault';
import type { Provider } from '../../model/provider';
import type { Api, CallContext, KeyCheckContext, Task } from './api';
import { secretsOf } from './requestTo';

/**
 * A provider may repeat the key in whatever it says. Every call of an API goes through here, so that the key stands in
 * no result, no error with all that lies behind it, no line of the log and nothing that goes on record.
 */
export function guardApi(api: Api): Api {
  const { generate, resume, checkKey, listModels, ...facts } = api;
  const guarded: GuardedCalls = {
    generate: (request, context) => guardCall(context, (clean) => generate(request, clean)),
    resume: resume && ((task, context) => guardCall(context, (clean) => resume(task, clean))),
    checkKey: checkKey && ((context) => withoutKey(context, () => checkKey(context))),
    listModels: listModels && ((context) => withoutKey(context, () => listModels(context))),
  };
  // A format that has no such call must not seem to have one.
  const present = Object.fromEntries(Object.entries(guarded).filter(([, call]) => call !== undefined));
  return { ...facts, ...(present as Pick<Api, keyof GuardedCalls>) };
}

/** All functions of the interface: one that is added does not compile before it is guarded here. */
type GuardedCalls = { readonly [Name in Exclude<keyof Required<Api>, 'goesOn'>]: Api[Name] | undefined };

type Clean = (text: string) => string;

function cleanerFor({ provider, key }: { readonly provider: Provider; readonly key: string }): Clean {
  return valueRedactor(secretsOf(provider, key));
}

async function guardCall<Answer extends { readonly spoken?: unknown }>(
  context: CallContext,
  call: (context: CallContext) => Promise<Answer>,
): Promise<Answer> {
  const clean = cleanerFor(context);
  const guarded: CallContext = {
    ...context,
    log: (line) => context.log(clean(line)),
    checkpoint: (task) => context.checkpoint(cleanTask(task, clean)),
  };
  return withoutKey(context, async () => {
    const { spoken, ...answer } = await call(guarded);
    // What was said can only be given back as it came.
    const isKept = spoken !== undefined && cleanValue(spoken, clean) === spoken;
    return { ...answer, ...(isKept && { spoken }) } as Answer;
  });
}

async function withoutKey<Result>(context: KeyCheckContext, call: () => Promise<Result>): Promise<Result> {
  const clean = cleanerFor(context);
  try {
    return cleanValue(await call(), clean) as Result;
  } catch (error) {
    throw withKeyFault(cleanValue(error, clean), context);
  }
}

/** An address with a hole in it leads nowhere: the task is asked for by its id then. */
function cleanTask({ urls, ...task }: Task, clean: Clean): Task {
  const kept = Object.entries(urls ?? {}).filter(([, url]: readonly [string, string]) => clean(url) === url);
  return {
    ...(cleanValue(task, clean) as Omit<Task, 'urls'>),
    ...(kept.length > 0 && { urls: Object.fromEntries(kept) }),
  };
}

/** Deeper than any answer or error of Easel is. */
const deepest = 16;

/** The value itself where no text of it changes, and a copy otherwise. Bytes are left as they are. */
function cleanValue(value: unknown, clean: Clean, depth = 0): unknown {
  if (typeof value === 'string') {
    return clean(value);
  }
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) {
    return value;
  }
  if (depth > deepest) {
    // Nothing unseen goes through.
    return undefined;
  }
  const next = (each: unknown): unknown => cleanValue(each, clean, depth + 1);
  if (value instanceof Error) {
    return cleanError(value, clean, next);
  }
  if (Array.isArray(value)) {
    const members = value.map(next);
    return members.every((member, index) => member === value[index]) ? value : members;
  }
  return isPlain(value) ? cleanFields(value, clean, next) : value;
}

type Next = (value: unknown) => unknown;

function cleanFields(value: object, clean: Clean, next: Next): unknown {
  const fields = Object.entries(value);
  const cleaned = fields.map(([name, each]) => [clean(name), next(each)] as const);
  const isSame = cleaned.every(
    ([name, each], index) => name === fields[index]?.[0] && each === fields[index][1],
  );
  return isSame ? value : Object.fromEntries(cleaned);
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** Also what only a debugger shows, and what the error came from. */
function cleanError(error: Error, clean: Clean, next: Next): Error {
  const { name, message, stack = '', cause, ...fields } = error;
  const own = { ...fields, ...(error instanceof AggregateError && { errors: error.errors as unknown }) };
  const cleaned = { name: clean(name), message: clean(message), stack: clean(stack) };
  const cleanCause = next(cause);
  const cleanOwn = next(own);
  const isSame =
    cleaned.name === name &&
    cleaned.message === message &&
    cleaned.stack === stack &&
    cleanCause === cause &&
    cleanOwn === own;
  if (isSame) {
    return error;
  }
  const options = cause === undefined ? {} : { cause: cleanCause };
  if (error instanceof EaselError) {
    const copy = new EaselError(error.kind, next(error.details) as EaselError['details'], options);
    return Object.assign(copy, { stack: cleaned.stack });
  }
  const copy = new Error(cleaned.message, options);
  // Whoever asks what kind of error it is still learns it; those of the platform keep their facts out of reach.
  if (!(error instanceof DOMException)) {
    Object.setPrototypeOf(copy, Object.getPrototypeOf(error) as object);
  }
  return Object.assign(copy, cleanOwn, { name: cleaned.name, stack: cleaned.stack });
}
