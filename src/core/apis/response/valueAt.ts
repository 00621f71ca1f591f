import { parseBounded } from '../../http/response/boundedJson';
import type { JsonAnswer } from '../../http/client';
import { LongText } from '../../http/response/longText';
import type { AnswerPath } from '../../model/taskFormat';

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
    const text = typeof value === 'boolean' ? String(value) : scalarIn(value);
    if (text !== undefined) {
      return text;
    }
  }
  return undefined;
}

/** As deep as a text may be wrapped. */
const deepest = 3;

/** The text or number that a value is, or is nothing but the holder of. */
export function scalarIn(value: unknown, depth = 0): string | undefined {
  if (typeof value === 'string' || typeof value === 'number') {
    return value === '' ? undefined : String(value);
  }
  if (typeof value !== 'object' || value === null || value instanceof LongText || depth >= deepest) {
    return undefined;
  }
  const members: readonly unknown[] = Array.isArray(value) ? value.slice(0, 1) : Object.values(value);
  return members.length === 1 ? scalarIn(members[0], depth + 1) : undefined;
}

export function isSomething(value: unknown): boolean {
  if (typeof value === 'object' && value !== null && !(value instanceof LongText)) {
    return Object.keys(value).length > 0;
  }
  return value !== undefined && value !== null && value !== '' && value !== false;
}

/**
 * What a text is when it is JSON, as some services put one into another; anything else stays as it is, and so does what
 * costs too much to parse once for each path.
 */
export function unwrapJson(value: unknown): unknown {
  const text = value instanceof LongText ? value.text : value;
  const isJson = typeof text === 'string' && /^\s*[[{]/u.test(text);
  return (isJson ? parseBounded(text) : undefined) ?? value;
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
