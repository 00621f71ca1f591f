import type { JsonAnswer } from '../../http/client';
import { LongText } from '../../http/response/longText';
import type { AnswerPath, TaskFormat } from '../../model/taskFormat';
import { findAnywhere } from '../response/findAnywhere';
import { imageFromBase64, imagesOf, textOf, type LongString } from '../response/responseText';
import { textNamed } from '../response/named';
import type { Found } from '../response/openaiAnswer';
import { firstAt, textAt, unwrapJson } from '../response/valueAt';

/** What a task has made. */
export interface TaskResults {
  readonly found: readonly Found[];
  /** One for all of them, one for each, or none. */
  readonly seeds: readonly number[];
}

/** The images, or their addresses, at the first path of a row that leads to any. */
export function findResults(answer: JsonAnswer, { results }: TaskFormat): readonly Found[] {
  for (const path of results) {
    const found = collect(firstAt(answer, [path]), 0);
    if (found.length > 0) {
      return found;
    }
  }
  return [];
}

/** Those of an answer that is known to have them: where a row says, or else anywhere. */
export function findAllResults(answer: JsonAnswer, format: TaskFormat): readonly Found[] {
  const found = findResults(answer, format);
  return found.length > 0 ? found : findAnywhere(answer.body).found;
}

/**
 * The text at the first of these paths that leads to one; or else under the name that one of them ends with, since a
 * relay may put the answer into one more object.
 */
export function textFor(answer: JsonAnswer, paths: readonly AnswerPath[]): string | undefined {
  const names = paths
    .filter((path) => !path.startsWith('header:'))
    .map((path) => path.split('.').at(-1) ?? path);
  return textAt(answer, paths) ?? textNamed(answer.body, names);
}

/** An address stands in an object, in an array, in JSON within a text, yet not without end. */
const deepest = 6;

function collect(value: unknown, depth: number): readonly Found[] {
  if (depth > deepest) {
    return [];
  }
  if (typeof value === 'string' || value instanceof LongText) {
    return collectText(value, depth);
  }
  if (Array.isArray(value)) {
    return value.flatMap((member) => collect(member, depth + 1));
  }
  return typeof value === 'object' && value !== null ? collectObject(value, depth) : [];
}

function collectText(value: LongString, depth: number): readonly Found[] {
  const embedded = imagesOf(value);
  if (embedded.length > 0) {
    return embedded;
  }
  const inner = unwrapJson(value);
  if (inner !== value) {
    return collect(inner, depth + 1);
  }
  const text = textOf(value).trim();
  return isAddress(text) ? [text] : [];
}

/** A word such as `success` may stand where another service has its results. */
function isAddress(text: string): boolean {
  return /^(?:https?:\/\/|\/)\S+$/iu.test(text) || /^\S+\.(?:png|jpe?g|webp|gif|avif|svg)$/iu.test(text);
}

function collectObject(value: object, depth: number): readonly Found[] {
  const image = value as Readonly<Record<string, unknown>>;
  const base64 = image.b64_json ?? image.base64;
  if (typeof base64 === 'string' || base64 instanceof LongText) {
    const declared = [image.media_type, image.content_type, image.mime_type].find(
      (type) => typeof type === 'string',
    );
    return imageFromBase64(base64, declared);
  }
  return collect(image.url ?? image.image_url, depth + 1);
}
