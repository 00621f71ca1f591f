/** JSON as Python writes it, where a number may be `NaN` or `Infinity`; `undefined` for what is none. */
export function parseLenientJson(text: string): unknown {
  // Most texts are none, and need not be walked through for that.
  const isJson = /^\s{0,20}[{[]/u.test(text);
  const isForeign = foreignNumbers.some((each) => text.includes(each));
  return isJson ? (tryParse(text) ?? (isForeign ? tryParse(withoutNaN(text)) : undefined)) : undefined;
}

function tryParse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}

const foreignNumbers = ['NaN', '-Infinity', 'Infinity'];

/** Those outside of strings become `null`. In one walk, since the text is a stranger's. */
function withoutNaN(text: string): string {
  const parts: string[] = [];
  let start = 0;
  let isString = false;
  for (let at = 0; at < text.length; at++) {
    const character = text.charAt(at);
    if (isString) {
      at += character === '\\' ? 1 : 0;
      isString = character !== '"';
    } else if (character === '"') {
      isString = true;
    } else {
      const found = 'NI-'.includes(character)
        ? foreignNumbers.find((each) => text.startsWith(each, at))
        : undefined;
      if (found !== undefined) {
        parts.push(text.slice(start, at), 'null');
        start = at + found.length;
        at = start - 1;
      }
    }
  }
  return [...parts, text.slice(start)].join('');
}
