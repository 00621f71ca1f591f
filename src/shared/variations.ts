import { mostCalls } from './limits';

/** A prompt of the matrix. */
export interface Variation {
  readonly prompt: string;
  /** What was chosen of the alternatives, from left to right; tells one variation from another. */
  readonly label: string;
}

/** Deeper braces are no wish that anybody has: the prompt is taken as it is. */
const deepestBraces = 10;

/**
 * The matrix of a prompt: `a {red|blue} {cat|dog}` makes four, in the order in which they are read, none twice.
 * Alternatives may be empty and may hold braces of their own, which count where their alternative is chosen. Braces
 * without `|` between them, and braces without a partner, stay as they are. A backslash before `{`, `|`, `}` or a
 * backslash takes away its meaning and is left out.
 * @returns one for a prompt without alternatives; `undefined` for more than `limit`.
 */
export function expandVariations(template: string, limit = mostCalls): readonly Variation[] | undefined {
  const tokens = readTokens(template);
  if (depthOf(tokens) > deepestBraces) {
    return [{ prompt: template, label: '' }];
  }
  return expandParts(parseSequence(tokens, { start: 0, isInGroup: false }).parts, limit);
}

/** A group of alternatives, or text as it is. */
type Part = string | { readonly alternatives: readonly (readonly Part[])[] };

/** A brace or a bar that has a meaning stands for itself; everything else is text. */
type Token = { readonly sign: '{' | '|' | '}' } | { readonly text: string };

function readTokens(template: string): readonly Token[] {
  return Array.from(template.matchAll(/\\([\\{|}])|([{|}])|[^\\{|}]+|\\/g), ([whole, escaped, sign]) =>
    sign === '{' || sign === '|' || sign === '}' ? { sign } : { text: escaped ?? whole },
  );
}

function depthOf(tokens: readonly Token[]): number {
  let deepest = 0;
  let depth = 0;
  for (const token of tokens) {
    depth = Math.max(0, depth + (isSign(token, '{') ? 1 : isSign(token, '}') ? -1 : 0));
    deepest = Math.max(deepest, depth);
  }
  return deepest;
}

interface Parsed {
  readonly parts: readonly Part[];
  /** Index of the token behind it. */
  readonly end: number;
}

/** Up to the end, or within a group up to its next bar or closing brace. */
function parseSequence(
  tokens: readonly Token[],
  { start, isInGroup }: { readonly start: number; readonly isInGroup: boolean },
): Parsed {
  const parts: Part[] = [];
  let index = start;
  for (let token = tokens[index]; token; token = tokens[index]) {
    if ('text' in token) {
      parts.push(token.text);
      index += 1;
    } else if (token.sign === '{') {
      const group = parseGroup(tokens, index);
      group.parts.forEach((part) => parts.push(part));
      index = group.end;
    } else if (isInGroup) {
      break;
    } else {
      parts.push(token.sign);
      index += 1;
    }
  }
  return { parts, end: index };
}

/** What the brace at `start` opens: without a partner, or without a bar, it is text, and what follows counts by itself. */
function parseGroup(tokens: readonly Token[], start: number): Parsed {
  const alternatives: (readonly Part[])[] = [];
  let index = start;
  do {
    const { parts, end } = parseSequence(tokens, { start: index + 1, isInGroup: true });
    alternatives.push(parts);
    index = end;
  } while (isSign(tokens[index], '|'));
  const isClosed = isSign(tokens[index], '}');
  if (isClosed && alternatives.length > 1) {
    return { parts: [{ alternatives }], end: index + 1 };
  }
  const text = alternatives.flatMap((parts, at) => [at === 0 ? '{' : '|', ...parts]);
  return isClosed ? { parts: [...text, '}'], end: index + 1 } : { parts: text, end: index };
}

function isSign(token: Token | undefined, sign: '{' | '|' | '}'): boolean {
  return token !== undefined && 'sign' in token && token.sign === sign;
}

function expandParts(parts: readonly Part[], limit: number): readonly Variation[] | undefined {
  let all: readonly Variation[] = [{ prompt: '', label: '' }];
  for (const part of parts) {
    const next =
      typeof part === 'string' ? [{ prompt: part, label: '' }] : expandGroup(part.alternatives, limit);
    const product = next && multiply(all, next, limit);
    if (!product) {
      // Whatever follows, there are too many by now.
      return undefined;
    }
    all = product;
  }
  return all;
}

function multiply(
  all: readonly Variation[],
  next: readonly Variation[],
  limit: number,
): readonly Variation[] | undefined {
  const product = all.flatMap((before) =>
    next.map((after) => ({
      prompt: before.prompt + after.prompt,
      label: before.label && after.label ? `${before.label}, ${after.label}` : before.label || after.label,
    })),
  );
  // Where there was no choice, nothing can have become the same.
  return all.length > 1 && next.length > 1 ? distinct(product, limit) : product;
}

function expandGroup(
  alternatives: readonly (readonly Part[])[],
  limit: number,
): readonly Variation[] | undefined {
  const all: Variation[] = [];
  for (const parts of alternatives) {
    const expanded = expandParts(parts, limit);
    if (!expanded) {
      return undefined;
    }
    all.push(...expanded.map(({ prompt }) => ({ prompt, label: prompt.trim() })));
  }
  return distinct(all, limit);
}

function distinct(variations: readonly Variation[], limit: number): readonly Variation[] | undefined {
  const byPrompt = new Map<string, Variation>();
  for (const variation of variations) {
    if (!byPrompt.has(variation.prompt)) {
      byPrompt.set(variation.prompt, variation);
    }
    if (byPrompt.size > limit) {
      return undefined;
    }
  }
  return Array.from(byPrompt.values());
}
