import { startOf } from '../../shared/boundedText';
import { parseBounded } from './response/boundedJson';
import type { JsonAnswer } from './client';
import {
  addReason,
  collectDetails,
  deepest,
  noteField,
  textOf,
  wordOf,
  wrongField,
  type Found,
} from './errorReasons';
import { requestIdOf } from './roundTrip';
import { LongText } from './response/longText';
import { redactStart } from './policy/redact';
import { retryAfterSeconds } from './policy/retryAfter';

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
/** A stranger decides how many there are: a text within a text may hold ten, each of which holds ten. */
const mostValues = 1000;

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

/** FastAPI's `detail`: a text, or an array with a member for each wrong field, all of which count. */
function collectDetail(detail: unknown, found: Found, depth: number): void {
  const before = found.messages.length;
  collect(detail, found, depth);
  const said = found.messages.splice(before);
  found.messages.push(...(Array.isArray(detail) && said.length > 1 ? [said.join('; ')] : said));
}

/** A page says most in its title; a storage service's XML in its message. */
function readExcerpt(excerpt: string): string {
  const title = /<(?:title|message)[^<>]{0,200}>([^<]*)/i.exec(excerpt)?.[1]?.trim();
  return title !== undefined && title !== '' ? title : excerpt.trim();
}
