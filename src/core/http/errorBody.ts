import { startOf } from '../boundedText';
import { parseBounded } from './boundedJson';
import type { JsonAnswer } from './client';
import { requestIdOf } from './exchange';
import { LongText } from './longText';
import { redactStart } from './redact';
import { parseDuration, retryAfterSeconds } from './retryAfter';

/** What could be made out in an error answer. All texts are a stranger's. */
export interface ErrorBody {
  readonly message?: string;
  /** As the provider spells it; a number becomes text. */
  readonly code?: string;
  readonly type?: string;
  /** Google's word such as `RESOURCE_EXHAUSTED`. */
  readonly status?: string;
  /** An HTTP status in the body, which a relay or a failed task may give beside that of the answer. */
  readonly httpStatus?: number;
  readonly requestId?: string;
  readonly retryAfterSeconds?: number;
  /** Every word that says why: codes, types, statuses, Google's `ErrorInfo.reason` and quota ids. Outer ones first. */
  readonly reasons: readonly string[];
  /** Fields of the request that are named as wrong or missing. */
  readonly fields: readonly string[];
}

/**
 * Reads the error bodies of imini, new-api and OpenAI, Google (`google.rpc.Status`), FastAPI, and their relatives: an
 * object, an array of them, a text, JSON within the message, a web page, or nothing. Never throws.
 */
export function readErrorBody(answer: JsonAnswer): ErrorBody {
  const found: Found = {
    messages: [],
    left: mostValues,
    words: {},
    reasons: new Set(),
    fields: new Set(),
    httpStatus: undefined,
    retryAfter: undefined,
  };
  collect(answer.body, found, 0);
  const message = found.messages.at(-1) ?? readExcerpt(answer.excerpt ?? '');
  const requestId = found.words.requestId ?? requestIdOf(answer.headers);
  const wait = retryAfterSeconds(answer.headers) ?? found.retryAfter;
  return {
    ...(message !== '' && { message: redactStart(message, [], longestMessage) }),
    ...found.words,
    ...(found.httpStatus !== undefined && { httpStatus: found.httpStatus }),
    ...(requestId !== undefined && { requestId }),
    ...(wait !== undefined && { retryAfterSeconds: wait }),
    reasons: [...found.reasons],
    fields: [...found.fields].slice(0, mostFields),
  };
}

const longestMessage = 2000;
const mostFields = 10;
/** Errors are relayed and wrapped, yet not without end. */
const deepest = 12;
/** A stranger decides how many there are: a text within a text may hold ten, each of which holds ten. */
const mostValues = 1000;
/** Of what says why; a code or an id is no longer. */
const [mostReasons, longestWord] = [50, 200];

interface Found {
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

function collect(value: unknown, found: Found, depth: number): void {
  if (depth > deepest || found.left <= 0) {
    return;
  }
  found.left -= 1;
  const text = textOf(value);
  if (text !== undefined) {
    collectText(text, found, depth);
  } else if (Array.isArray(value)) {
    value.slice(0, 10).forEach((member) => collect(member, found, depth + 1));
  } else if (typeof value === 'object' && value !== null) {
    collectObject(value as Readonly<Record<string, unknown>>, found, depth);
  }
}

/** A message may itself be the JSON of an error, alone or behind a few words of a relay. */
function collectText(text: string, found: Found, depth: number): void {
  const trimmed = text.trim();
  if (trimmed === '') {
    return;
  }
  const start = trimmed.search(/[{[]/);
  const inner = start < 0 ? undefined : parseBounded(trimmed.slice(start));
  if (typeof inner === 'object' && inner !== null) {
    const before = found.messages.length;
    collect(inner, found, depth + 1);
    if (found.messages.length > before) {
      return;
    }
  }
  found.messages.push(startOf(trimmed, 16 * longestMessage));
}

function collectObject(error: Readonly<Record<string, unknown>>, found: Found, depth: number): void {
  const { words } = found;
  const note = (name: 'code' | 'type' | 'status', value: unknown): void => {
    const word = typeof value === 'number' ? String(value) : wordOf(value);
    if (word !== undefined && word !== '') {
      words[name] ??= word;
      addReason(found, word);
    }
  };
  codeNames.forEach((name) => note('code', error[name]));
  note('type', error.type);
  noteField(error.param, found);
  if (typeof error.status === 'number') {
    found.httpStatus ??= error.status;
  } else {
    note('status', error.status);
  }
  const requestId = wordOf(error.request_id ?? error.requestId);
  if (requestId !== undefined) {
    words.requestId ??= requestId;
  }
  collectDetails(error.details, found);
  otherNames.forEach((name) => collect(error[name], found, depth + 1));
  collect(error.message, found, depth + 1);
  collect(wrongField(error, found), found, depth + 1);
  collectMembers(error.data, found, depth + 1);
  const before = found.messages.length;
  collectErrors(error.errors, found, depth + 1);
  collectDetail(error.detail, found, depth + 1);
  const name = textOf(error.error);
  if (name !== undefined && found.messages.length > before) {
    // What is explained beside it is but called so, such as `OutOfMemoryError`.
    note('code', /^[\w.-]+$/u.test(name) ? name : undefined);
  } else {
    collect(error.error, found, depth + 1);
  }
}

const codeNames = ['code', 'error_code', 'errorCode', 'err_code', 'errcode', 'failCode'] as const;

/** Where services that do not say `message` put it; RFC 9457's `title` says least. */
const otherNames = [
  ...['title', 'description', 'error_description', 'reason_message', 'fail_reason', 'failure_reason'],
  ...['failMsg', 'status_msg', 'errmsg', 'err_msg', 'error_msg', 'errorMessage', 'error_message'],
  ...['blockReasonMessage', 'finishMessage', 'base_resp'],
  ...['promptFeedback', 'candidates', 'choices'],
] as const;

/** Of several results each may have its own error, and be nothing else. */
function collectMembers(data: unknown, found: Found, depth: number): void {
  for (const member of (Array.isArray(data) ? (data as unknown[]) : [data]).slice(0, 10)) {
    if (typeof member === 'object' && member !== null && !(member instanceof LongText)) {
      const { error, message, msg } = member as Readonly<Record<string, unknown>>;
      [error, message, msg].forEach((said) => collect(said, found, depth + 1));
    }
  }
}

/** A text, a list, or for each wrong field what is wrong with it. */
function collectErrors(errors: unknown, found: Found, depth: number): void {
  if (typeof errors !== 'object' || errors === null || Array.isArray(errors) || errors instanceof LongText) {
    collectDetail(errors, found, depth);
    return;
  }
  const before = found.messages.length;
  collect(errors, found, depth);
  if (found.messages.length > before) {
    return;
  }
  const lines = Object.entries(errors)
    .slice(0, mostFields)
    .flatMap(([name, said]: [string, unknown]) => {
      const text = textOf(Array.isArray(said) ? said[0] : said);
      noteField(text === undefined ? undefined : name, found);
      return text === undefined ? [] : [`${name}: ${text}`];
    });
  if (lines.length > 0) {
    found.messages.push(lines.join('; '));
  }
}

function noteField(field: unknown, { fields }: Found): void {
  if (typeof field === 'string' && /^[\w.[\]-]{1,60}$/u.test(field)) {
    fields.add(field);
  }
}

/** FastAPI's `detail`: a text, or an array with a member for each wrong field, all of which count. */
function collectDetail(detail: unknown, found: Found, depth: number): void {
  const before = found.messages.length;
  collect(detail, found, depth);
  const said = found.messages.splice(before);
  found.messages.push(...(Array.isArray(detail) && said.length > 1 ? [said.join('; ')] : said));
}

/** The `msg` of an error, behind the field that it is about: `loc` begins with where that field stands, as in `body`. */
function wrongField({ msg, loc }: Readonly<Record<string, unknown>>, found: Found): unknown {
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
function collectDetails(details: unknown, found: Found): void {
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

/** A page says most in its title; a storage service's XML in its message. */
function readExcerpt(excerpt: string): string {
  const title = /<(?:title|message)[^<>]{0,200}>([^<]*)/i.exec(excerpt)?.[1]?.trim();
  return title !== undefined && title !== '' ? title : excerpt.trim();
}

function addReason({ reasons }: Found, word: string | undefined): void {
  if (word !== undefined && reasons.size < mostReasons) {
    reasons.add(word);
  }
}

function wordOf(value: unknown): string | undefined {
  const text = textOf(value);
  return text === undefined ? undefined : startOf(text, longestWord);
}

function textOf(value: unknown): string | undefined {
  if (value instanceof LongText) {
    return value.text;
  }
  return typeof value === 'string' ? value : undefined;
}
