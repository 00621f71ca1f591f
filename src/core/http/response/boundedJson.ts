/** More than an error says, or whatever else stands as JSON within a text. */
const [mostCharacters, mostValues] = [1024 * 1024, 20_000];

/**
 * Reads JSON that a stranger gave as a text. Its objects and keys cost hundreds of times what their characters do, so
 * they are counted before.
 * @returns `undefined` where it is none, or more than anyone needs.
 */
export function parseBounded(text: string): unknown {
  if (text.length > mostCharacters || hasTooMany(text)) {
    return undefined;
  }
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Counts what may stand within strings as well: no text has so many of them. */
function hasTooMany(text: string): boolean {
  let values = 0;
  for (let index = 0; index < text.length && values <= mostValues; index += 1) {
    values += separators.has(text.charCodeAt(index)) ? 1 : 0;
  }
  return values > mostValues;
}

/** Comma and opening brackets. */
const separators: ReadonlySet<number> = new Set([0x2c, 0x5b, 0x7b]);
