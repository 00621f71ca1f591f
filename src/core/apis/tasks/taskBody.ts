import { getOwn } from '../../util/getOwn';
import { EaselError } from '../../model/errors';
import { Base64Text, type JsonBody } from '../../http/client';
import { formatFacts } from '../../../shared/imageFormat';
import type { ExtraOption, RequestOption } from '../../../shared/options';
import type { Reference } from '../../model/reference';
import type { ImageRequest } from '../../model/request';
import type { BodyPath, TaskFields, TaskFormat } from '../../model/taskFormat';

/** The body of a submission, as the row of the provider names its parts. */
export function buildTaskBody(request: ImageRequest, model: string, format: TaskFormat): JsonBody {
  const { fields, fixedFields, referenceForm } = format;
  const {
    prompt,
    aspectRatio,
    quality,
    background = '',
    outputFormat = '',
    count,
    seed,
    negativePrompt,
    references,
  } = request;
  const entries: readonly Entry[] = [
    ...Object.entries(fixedFields),
    [fields.model, model],
    [fields.prompt, prompt],
    optionEntry('aspectRatio', fields.aspectRatio, aspectRatio),
    ...sizeEntries(request.size, fields),
    optionEntry('quality', fields.quality, quality),
    optionEntry('background', fields.background, background),
    optionEntry('outputFormat', fields.outputFormat, outputFormat),
    countEntry(count, fields),
    [fields.seed, seed],
    negativeEntry(negativePrompt, fields),
    ...referenceEntries(references, fields, (reference) => encode(reference, referenceForm)),
  ];
  return entries.reduce<Fields>(
    (body, [path, value]) =>
      path === undefined || value === undefined ? body : put(body, path.split('.'), value),
    {},
  );
}

type AnyOption = RequestOption | ExtraOption;
type Entry = readonly [path: BodyPath | undefined, value: JsonBody];
type Fields = Readonly<Record<string, JsonBody>>;

/** What the format has no name for is refused: it would be dropped without a word, and paid all the same. */
function optionEntry(option: AnyOption, path: BodyPath | undefined, value: string): Entry {
  if (value !== '' && path === undefined) {
    throw notOffered(option, value);
  }
  return [path, value || undefined];
}

function countEntry(count: number, { count: path }: TaskFields): Entry {
  if (count > 1 && path === undefined) {
    throw new EaselError('invalidRequest', { problem: { problem: 'tooManyImages', count, limit: 1 } });
  }
  return [path, count > 1 ? count : undefined];
}

function negativeEntry(text: string | undefined, { negativePrompt: path }: TaskFields): Entry {
  if (text !== undefined && path === undefined) {
    throw new EaselError('invalidRequest', { problem: { problem: 'negativePromptNotTaken' } });
  }
  return [path, text];
}

function notOffered(option: AnyOption, value: string): EaselError {
  return new EaselError('invalidRequest', {
    problem: { problem: 'optionNotOffered', option, value, offered: [] },
  });
}

function sizeEntries(size: string, { size: field }: TaskFields): readonly Entry[] {
  if (field === undefined || typeof field === 'string') {
    return [optionEntry('size', field, size)];
  }
  if (size === '') {
    return [];
  }
  const [, width, height] = /^(\d+)x(\d+)$/u.exec(size) ?? [];
  if (width === undefined || height === undefined) {
    throw notOffered('size', size);
  }
  return [
    [field.width, Number(width)],
    [field.height, Number(height)],
  ];
}

function referenceEntries(
  references: readonly Reference[],
  { references: field = [] }: TaskFields,
  encodeOne: (reference: Reference) => JsonBody,
): readonly Entry[] {
  if (typeof field === 'string') {
    return references.length === 0 ? [] : [[field, references.map(encodeOne)]];
  }
  if (references.length > field.length) {
    const problem = { problem: 'tooManyReferences', count: references.length, limit: field.length } as const;
    throw new EaselError('invalidRequest', { problem });
  }
  return references.map((reference, index) => [field[index], encodeOne(reference)]);
}

function encode(reference: Reference, form: TaskFormat['referenceForm']): JsonBody {
  const prefix = form === 'base64' ? '' : `data:${formatFacts[reference.format].mediaType};base64,`;
  return new Base64Text(reference, prefix);
}

function put(fields: Fields, [name = '', ...rest]: readonly string[], value: JsonBody): Fields {
  const inner = getOwn(fields, name);
  return { ...fields, [name]: rest.length === 0 ? value : put(isFields(inner) ? inner : {}, rest, value) };
}

function isFields(value: JsonBody): value is Fields {
  return (
    typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Base64Text)
  );
}
