import { startOf } from '../../../shared/boundedText';
import { secretReplacer } from './secretSpellings';

const hidden = '[redacted]';

/**
 * Takes keys out of a text before it is shown or logged: by value, however it is spelled, and by what keys look like.
 * Long base64 becomes its length. No pattern crosses a quote, so JSON stays JSON.
 */
export function redact(text: string, secrets: readonly string[]): string {
  const withoutValues = redactValues(text, secrets);
  return patterns
    .reduce((result, [pattern, replacement]) => result.replace(pattern, replacement), withoutValues)
    .replace(base64Run, (run) => `[base64, ${run.length} characters]`);
}

/**
 * The start of a text without keys: as `redact`, at the cost of what is kept and not of what a stranger has sent.
 * @param most characters that are kept
 */
export function redactStart(text: string, secrets: readonly string[], most: number): string {
  // Escaped, each character of a key is several.
  const longestKey = Math.max(usualKey, ...secrets.map(({ length }) => 6 * length));
  const read = startOf(text, 4 * most + longestKey);
  const clean = redact(read, secrets);
  // The start of a key whose end was cut off is not known as one.
  const isWhole = text.length <= 4 * most + longestKey || ownMark.test(clean);
  return startOf(isWhole ? clean : clean.slice(0, Math.max(0, clean.length - longestKey)), most);
}

/** Few keys that are known by their looks alone are longer. */
const usualKey = 256;
const ownMark = /(?:\[redacted\]|\[base64, \d{1,9} characters\])$/u;

/** The first half of `redact`: the known values only. */
export function redactValues(text: string, secrets: readonly string[]): string {
  return valueRedactor(secrets)(text);
}

/** `redactValues` for many texts. */
export function valueRedactor(secrets: readonly string[]): (text: string) => string {
  return secretReplacer(secrets, hidden);
}

/** Whatever an API puts into a header may be a key; a scheme such as `Bearer` is not. */
export function secretsOf(headers: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(headers)
    .filter(([name]) => !/^(?:accept|content-type)$/i.test(name))
    .flatMap(([, value]) => [value, value.replace(/^\S+\s+/, '')]);
}

const patterns: readonly (readonly [pattern: RegExp, replacement: string])[] = [
  [/\b(Bearer|Basic)\s+[\w.~+/=-]{6,}/gi, `$1 ${hidden}`],
  // OpenAI's and most gateways' keys; Google's keys, old and new.
  [/\bsk-[\w-]{8,}/g, hidden],
  [/\bAIza[\w-]{20,}/g, hidden],
  [/\bAQ\.[\w-]{20,}/g, hidden],
  [/([?&;](?:api[_-]?key|key|access_token|token|secret|signature|sig)=)[^&\s"'<>\\]+/gi, `$1${hidden}`],
  [/(\b[a-z][a-z\d+.-]{0,40}:\/\/)[^\s/@"'<>\\]+@/gi, `$1${hidden}@`],
];

/** Runs of base64 longer than this are bytes rather than words. */
const longestBase64 = 64;
const base64Run = new RegExp(`[A-Za-z0-9+/_-]{${longestBase64 + 1},}={0,2}`, 'g');
