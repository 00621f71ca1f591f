/** JSON as Python writes it, where a number may be `NaN` or `Infinity`; `undefined` for what is none. */
export function parseLenientJson(text: string): unknown {
  for (const candidate of [() => text, () => withoutNaN(text)]) {
    try {
      return JSON.parse(candidate());
    } catch {
      // The next one, if there is any.
    }
  }
  return undefined;
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
