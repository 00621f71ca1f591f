import { EaselError, type RowOffer } from '../model/errors';
import { openingOf } from '../http/responseErrors';
import type { CallContext } from '../apis/common/api';
import type { Provider } from '../model/provider';
import type { ImageRequest } from '../model/request';

/** An answer that refuses a field which a row can name otherwise, or leave out, says so. */
export function withOffer(error: unknown, request: ImageRequest, { provider }: CallContext): unknown {
  if (!(error instanceof EaselError) || error.kind !== 'invalidRequest' || error.details.problem) {
    return error;
  }
  const { field = '', providerMessage = '' } = error.details;
  const said = openingOf(providerMessage);
  const refusal = { fields: [...field.split(', '), ...namesIn(said)].map(fieldName), said };
  const offer =
    streamOffer(refusal, provider) ??
    (request.references.length > 0 ? referenceOffer(refusal, provider) : undefined) ??
    (request.mask === undefined ? undefined : maskOffer(refusal, provider));
  return offer === undefined
    ? error
    : new EaselError(error.kind, { ...error.details, offer }, { cause: error.cause });
}

interface Refusal {
  /** Of the request, as the server names them. */
  readonly fields: readonly string[];
  readonly said: string;
}

function streamOffer({ fields, said }: Refusal, { streaming }: Provider): RowOffer | undefined {
  const isMeant =
    fields.some((each) => /^(?:stream|partial_images)$/u.test(each)) ||
    /\bstream(?:ing)?\b|\bpartial_images\b/iu.test(said);
  return streaming === true && isMeant ? { field: 'streaming', value: false } : undefined;
}

function referenceOffer({ fields, said }: Refusal, provider: Provider): RowOffer | undefined {
  const { referenceFields: used = 'image[]' } = provider;
  const missing = isMissing.test(said)
    ? fields.find((each) => /image|picture|photo|file|reference/iu.test(each) && !/mask/iu.test(each))
    : undefined;
  // Whoever refuses the array takes the field of a single one.
  const value = missing ?? (isUnexpected.test(said) && fields.includes('image[]') ? 'image' : undefined);
  const isSent = value === used || (value === 'image' && used === 'image+images');
  return value === undefined || isSent ? undefined : { field: 'referenceFields', value };
}

function maskOffer({ fields, said }: Refusal, { maskField: used = 'mask' }: Provider): RowOffer | undefined {
  const value = fields.find((each) => /mask/iu.test(each));
  const isMeant = value !== undefined && value !== used && isMissing.test(said);
  return isMeant ? { field: 'maskField', value } : undefined;
}

/** Where no field of the answer names it, its words may: in quotes, or before `is required`. */
function namesIn(said: string): readonly string[] {
  return Array.from(
    said.matchAll(
      /['"`“]([\w.[\]-]{1,60})['"`”]|(?<![\w.[\]-])([\w.[\]-]{1,60}) is (?:a )?(?:required|missing)/gu,
    ),
    ([, quoted, named]) => quoted ?? named ?? '',
  );
}

/** Some name the part of the request that it stands in. */
function fieldName(field: string): string {
  return field.replace(/^(?:body|form|files|formData)\./u, '');
}

const isMissing =
  /\brequired\b|\bmissing\b|\bnot (?:given|provided|supplied|found)\b|\bmust (?:be|have|contain|include)\b|\bno \w{0,20} ?(?:given|provided|uploaded)\b|缺少|缺失|必填|必须|不能为空|未提供/iu;
const isUnexpected =
  /\bunexpected\b|\bunknown\b|\bextra\b|\bnot (?:permitted|allowed|expected|supported)\b|\bunsupported\b|\bunrecognized\b/iu;
