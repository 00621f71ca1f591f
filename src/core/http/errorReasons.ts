import { startOf } from '../../shared/boundedText';
import { LongText } from './response/longText';
import { parseDuration } from './policy/retryAfter';

/** What is collected on the way through an error body. */
export interface Found {
  /** The innermost comes last, and says most. */
  readonly messages: string[];
  readonly words: { code?: string; type?: string; status?: string; requestId?: string };
  readonly reasons: Set<string>;
  /** Values that may still be looked at. */
  left: number;
  readonly fields: Set<string>;
  httpStatus: number | undefined;
  retryAfter: number | undefined;
}

/** Errors are relayed and wrapped, yet not without end. */
export const deepest = 12;

/** Of what says why; a code or an id is no longer. */
const [mostReasons, longestWord] = [50, 200];

export function noteField(field: unknown, { fields }: Found): void {
  if (typeof field === 'string' && /^[\w.[\]-]{1,60}$/u.test(field)) {
    fields.add(field);
  }
}

/** The `msg` of an error, behind the field that it is about: `loc` begins with where that field stands, as in `body`. */
export function wrongField({ msg, loc }: Readonly<Record<string, unknown>>, found: Found): unknown {
  const said = textOf(msg);
  const path = (Array.isArray(loc) ? (loc as unknown[]) : [])
    .slice(1, 1 + deepest)
    .filter(isName)
    .join('.');
  noteField(path, found);
  return path === '' || said === undefined ? msg : `${path}: ${said}`;
}

function isName(part: unknown): part is string | number {
  return typeof part === 'string' || typeof part === 'number';
}

/** https://cloud.google.com/apis/design/errors#error_details */
export function collectDetails(details: unknown, found: Found): void {
  for (const detail of Array.isArray(details) ? (details as unknown[]).slice(0, mostReasons) : []) {
    const fields = (typeof detail === 'object' ? (detail ?? {}) : {}) as Readonly<Record<string, unknown>>;
    addReason(found, wordOf(fields.reason));
    const violations: readonly unknown[] = Array.isArray(fields.violations) ? fields.violations : [];
    for (const violation of violations.slice(0, mostReasons)) {
      addReason(found, wordOf((violation as { readonly quotaId?: unknown } | null)?.quotaId));
    }
    const delay = wordOf(fields.retryDelay);
    found.retryAfter ??= delay === undefined ? undefined : parseDuration(delay);
  }
}

export function addReason({ reasons }: Found, word: string | undefined): void {
  if (word !== undefined && reasons.size < mostReasons) {
    reasons.add(word);
  }
}

export function wordOf(value: unknown): string | undefined {
  const text = textOf(value);
  return text === undefined ? undefined : startOf(text, longestWord);
}

export function textOf(value: unknown): string | undefined {
  if (value instanceof LongText) {
    return value.text;
  }
  return typeof value === 'string' ? value : undefined;
}
