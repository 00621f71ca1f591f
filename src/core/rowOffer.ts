import { EaselError, type RowOffer } from './errors';
import type { CallContext } from './provider';
import type { ImageRequest } from './request';

/** An answer that refuses a field which a row can name otherwise, or leave out, says so. */
export function withOffer(error: unknown, request: ImageRequest, { provider }: CallContext): unknown {
  if (!(error instanceof EaselError) || error.kind !== 'invalidRequest' || error.details.problem) {
    return error;
  }
  const { field = '', providerMessage = '' } = error.details;
  const fields = field.split(', ');
  const isMissing = (name: string): boolean => fields.includes(name);
  const offers: readonly (readonly [RowOffer, boolean])[] = [
    [
      'streaming',
      provider.streaming === true &&
        (fields.some((each) => /^(?:stream|partial_images)$/u.test(each)) ||
          /\bstream(?:ing)?\b|\bpartial_images\b/iu.test(providerMessage.slice(0, 500))),
    ],
    [
      'referenceFields',
      request.references.length > 0 && provider.referenceFields !== 'image' && isMissing('image'),
    ],
    ['maskField', request.mask !== undefined && isMissing('input_image_mask')],
  ];
  const offer = offers.find(([, isMeant]) => isMeant)?.[0];
  return offer === undefined
    ? error
    : new EaselError(error.kind, { ...error.details, offer }, { cause: error.cause });
}
