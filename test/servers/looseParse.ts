import * as z from 'zod';

export type LooseResult<Value> =
  { readonly problem: string } | { readonly value: Value; readonly unknownFields: readonly string[] };

/**
 * Parses as a server does that drops unknown fields without a word, and names them.
 * `schema` is made of strict objects without unions of objects, so that every unknown field is seen.
 */
export function parseDroppingUnknown<Value>(schema: z.ZodType<Value>, value: unknown): LooseResult<Value> {
  const first = schema.safeParse(value);
  if (first.success) {
    return { value: first.data, unknownFields: [] };
  }
  const copy = structuredClone(value);
  const unknownFields = first.error.issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => {
          dropField(copy, issue.path, key);
          return [...issue.path, key].join('.');
        })
      : [],
  );
  const second = schema.safeParse(copy);
  return second.success ? { value: second.data, unknownFields } : { problem: z.prettifyError(second.error) };
}

function dropField(root: unknown, path: readonly PropertyKey[], key: string): void {
  const parent = path.reduce<unknown>((at, name) => (isObject(at) ? at[name] : undefined), root);
  if (isObject(parent)) {
    Reflect.deleteProperty(parent, key);
  }
}

function isObject(value: unknown): value is Record<PropertyKey, unknown> {
  return typeof value === 'object' && value !== null;
}
