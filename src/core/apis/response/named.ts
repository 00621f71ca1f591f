import { asObject } from './loose';
import { scalarIn, unwrapJson } from './valueAt';

/** Values that are looked at. */
const mostVisited = 5000;

/** Where a service says again what it was sent, or what it is not about. */
const aside = /^(?:inputs?|requests?|prompts?|param(?:eter)?s|errors?|user|account|model)$/iu;

/**
 * The text under the first of these names that an answer has one under, wherever it stands, the nearest to its root first:
 * services put their answers into further objects.
 */
export function textNamed(body: unknown, names: readonly string[]): string | undefined {
  for (const name of names) {
    const found = valuesNamed(body, name)
      .map((value) => scalarIn(value))
      .find((text) => text !== undefined);
    if (found !== undefined) {
      return found;
    }
  }
  return undefined;
}

/** The values under a name, the nearest to the root first. */
export function valuesNamed(body: unknown, name: string): readonly unknown[] {
  return objectsWith(body, name).map((holder) => holder[name]);
}

/** The objects that have a name, the nearest to the root first. */
export function objectsWith(body: unknown, name: string): readonly Readonly<Record<string, unknown>>[] {
  const found: Readonly<Record<string, unknown>>[] = [];
  const queue: unknown[] = [body];
  // It grows on the way.
  for (const each of queue) {
    const value = unwrapJson(each);
    const holder = asObject(value);
    if (holder && Object.hasOwn(holder, name)) {
      found.push(holder);
    }
    queue.push(...membersIn(value, mostVisited - queue.length));
  }
  return found;
}

function membersIn(value: unknown, most: number): readonly unknown[] {
  if (Array.isArray(value)) {
    return value.slice(0, most) as readonly unknown[];
  }
  const holder = asObject(value) ?? {};
  const members: unknown[] = [];
  for (const key in holder) {
    if (members.length >= most) {
      break;
    }
    members.push(...(aside.test(key) ? [] : [holder[key]]));
  }
  return members;
}
