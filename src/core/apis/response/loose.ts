import * as z from 'zod';
import { LongText } from '../../http/response/longText';

/** How answers from outside are read: what is odd in one place takes nothing else with it. */

/** Most members of an array that are read: a provider does not decide how much work its answer makes. */
export const mostMembers = 1000;

/** A field that is not needed: absent, null and of another type are the same. */
export function loose<T>(schema: z.ZodType<T>) {
  return schema
    .nullish()
    .catch(undefined)
    .transform((value) => value ?? undefined);
}

/**
 * An array, read member by member: one that does not fit is passed over. A single member may stand without its array,
 * and anything else counts as none.
 */
export function membersOf<T>(schema: z.ZodType<T>) {
  return z
    .unknown()
    .nullish()
    .transform((value): readonly T[] =>
      listOf(value).flatMap((member) => {
        const { data } = schema.safeParse(member);
        return data === undefined ? [] : [data];
      }),
    );
}

/** The members of an array, with those of arrays in it; of anything else but nothing, the one member that it is. */
export function listOf(value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) {
    return value === undefined || value === null ? [] : [value];
  }
  const members: unknown[] = [];
  for (const member of value.slice(0, mostMembers) as readonly unknown[]) {
    const room = mostMembers - members.length;
    members.push(...(Array.isArray(member) ? (member.slice(0, room) as unknown[]) : [member]));
  }
  return members;
}

/** An object that is one of JSON: no array, and no text. */
export function asObject(value: unknown): Readonly<Record<string, unknown>> | undefined {
  const isObject =
    typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof LongText);
  return isObject ? (value as Readonly<Record<string, unknown>>) : undefined;
}
