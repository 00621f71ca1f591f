/** Where a field stands in a value. */
export type Path = readonly (string | number)[];

/** Every field of a value, however deep. */
export function pathsIn(value: unknown, path: Path = []): readonly Path[] {
  if (typeof value !== 'object' || value === null) {
    return [];
  }
  const entries: readonly (readonly [string | number, unknown])[] = Array.isArray(value)
    ? value.map((member, index) => [index, member] as const)
    : Object.entries(value);
  return entries.flatMap(([name, member]) => [[...path, name], ...pathsIn(member, [...path, name])]);
}

export function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>((holder, name) => (holder as Record<string | number, unknown>)[name], value);
}

export function replaceAt(value: unknown, path: Path, replaced: unknown): unknown {
  const copy = structuredClone(value);
  const holder = valueAt(copy, path.slice(0, -1)) as Record<string | number, unknown>;
  holder[path.at(-1)!] = replaced;
  return copy;
}
