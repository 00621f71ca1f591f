import { EaselError } from '../errors';
import { Base64Text, type JsonBody } from '../http/client';
import { formatFacts } from '../image/format';
import type { ImageRequest, Reference } from '../request';
import type { BodyPath, TaskFields, TaskFormat } from '../taskFormat';

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
    references,
  } = request;
  const entries: readonly Entry[] = [
    ...Object.entries(fixedFields),
    [fields.model, model],
    [fields.prompt, prompt],
    [fields.aspectRatio, aspectRatio || undefined],
    ...sizeEntries(request.size, fields),
    [fields.quality, quality || undefined],
    [fields.background, background || undefined],
    [fields.outputFormat, outputFormat || undefined],
    [fields.count, count > 1 ? count : undefined],
    [fields.seed, seed],
    ...referenceEntries(references, fields, (reference) => encode(reference, referenceForm)),
  ];
  return entries.reduce<Fields>(
    (body, [path, value]) =>
      path === undefined || value === undefined ? body : put(body, path.split('.'), value),
    {},
  );
}

type Entry = readonly [path: BodyPath | undefined, value: JsonBody];
type Fields = Readonly<Record<string, JsonBody>>;

function sizeEntries(size: string, { size: field }: TaskFields): readonly Entry[] {
  if (field === undefined || typeof field === 'string') {
    return [[field, size || undefined]];
  }
  if (size === '') {
    return [];
  }
  const [, width, height] = /^(\d+)x(\d+)$/u.exec(size) ?? [];
  if (width === undefined || height === undefined) {
    const problem = { problem: 'optionNotOffered', option: 'size', value: size, offered: [] } as const;
    throw new EaselError('invalidRequest', { problem });
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
  const inner = Object.hasOwn(fields, name) ? fields[name] : undefined;
  return { ...fields, [name]: rest.length === 0 ? value : put(isFields(inner) ? inner : {}, rest, value) };
}

function isFields(value: JsonBody): value is Fields {
  return (
    typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Base64Text)
  );
}
