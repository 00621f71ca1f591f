import type { JsonAnswer } from '../http/client';
import { LongText } from '../http/longText';
import type { AnswerPath } from '../taskFormat';

/** The value at the first of these paths that leads to something: not to nothing, an empty text, array or object. */
export function firstAt(answer: JsonAnswer, paths: readonly AnswerPath[]): unknown {
  for (const path of paths) {
    const value = valueAt(answer, path);
    if (isSomething(value)) {
      return value;
    }
  }
  return undefined;
}

/** The text or number at the first path that leads to one; of an array, its first member. */
export function textAt(answer: JsonAnswer, paths: readonly AnswerPath[]): string | undefined {
  for (const path of paths) {
    const [value] = [valueAt(answer, path)].flat() as readonly unknown[];
    if (
      (typeof value === 'string' && value !== '') ||
      typeof value === 'number' ||
      typeof value === 'boolean'
    ) {
      return String(value);
    }
  }
  return undefined;
}

export function isSomething(value: unknown): boolean {
  if (typeof value === 'object' && value !== null && !(value instanceof LongText)) {
    return Object.keys(value).length > 0;
  }
  return value !== undefined && value !== null && value !== '' && value !== false;
}

/** What a text is when it is JSON, as some services put one into another; anything else stays as it is. */
export function unwrapJson(value: unknown): unknown {
  const text = value instanceof LongText ? value.text : value;
  if (typeof text !== 'string' || !/^\s*[[{]/u.test(text)) {
    return value;
  }
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return value;
  }
}

function valueAt({ body, headers }: JsonAnswer, path: AnswerPath): unknown {
  return path.startsWith('header:')
    ? headers[path.slice('header:'.length).toLowerCase()]
    : step(body, path.split('.'));
}

function step(value: unknown, [name, ...rest]: readonly string[]): unknown {
  if (name === undefined) {
    return value;
  }
  const holder = unwrapJson(value);
  if (Array.isArray(holder) && !/^\d+$/u.test(name)) {
    const found = holder.map((member) => step(member, [name, ...rest])).filter(isSomething);
    return found.length > 0 ? found.flat() : undefined;
  }
  const isHolder = typeof holder === 'object' && holder !== null && Object.hasOwn(holder, name);
  return isHolder ? step((holder as Readonly<Record<string, unknown>>)[name], rest) : undefined;
}
