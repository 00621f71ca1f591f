import { Base64Text, type JsonBody } from '../../http/client';
import { formatFacts } from '../../../shared/imageFormat';
import type { Reference } from '../../model/reference';
import type { ImageRequest } from '../../model/request';
import type { CallContext } from '../common/api';
import type { PaidRequest } from '../common/sendPaid';

/**
 * How xAI takes the requests of OpenAI's images format: ratio and size have fields of their own, and an edit is JSON as
 * well, with `image` for one reference and `images` for several.
 * https://docs.x.ai/developers/model-capabilities/images/generation
 */
export function xaiRequest(request: ImageRequest, { provider, model }: CallContext): PaidRequest {
  const { prompt, references, count, aspectRatio, size, quality } = request;
  const [image, ...others] = references.map((reference) => toImage(reference));
  const body: JsonBody = {
    model: model.id,
    prompt,
    n: count > 1 ? count : undefined,
    aspect_ratio: aspectRatio || undefined,
    resolution: size || undefined,
    quality: quality || undefined,
    response_format: provider.responseFormat,
    ...(image && (others.length > 0 ? { images: [image, ...others] } : { image })),
  };
  return { path: image ? '/v1/images/edits' : '/v1/images/generations', body };
}

function toImage(reference: Reference): JsonBody {
  const prefix = `data:${formatFacts[reference.format].mediaType};base64,`;
  return { type: 'image_url', url: new Base64Text(reference, prefix) };
}
