import * as z from 'zod';
import { Base64Text, type JsonBody } from '../../http/client';
import { formatFacts } from '../../../shared/imageFormat';
import type { Api, ApiAnswer, CallContext, KeyCheckContext } from '../common/api';
import type { ImageRequest } from '../../model/request';
import { askFor } from '../response/getJson';
import { orFailure } from '../response/bodyFailure';
import { joinEvents } from '../response/joinEvents';
import { listOpenRouterModels } from '../response/listModels';
import { openaiAnswer } from '../response/openaiAnswer';
import { readImages } from '../response/openaiResult';
import { readAnswer } from '../response/parseResponse';
import { sendPaid } from '../common/sendPaid';

/** OpenRouter's one format for the image models of all its providers. https://openrouter.ai/docs/api/reference */
export const openrouterImages: Api = { generate, checkKey, listModels: listOpenRouterModels };

async function generate(request: ImageRequest, context: CallContext): Promise<ApiAnswer> {
  const answer = await sendPaid(context, { path: '/v1/images', body: buildBody(request, context.model.id) });
  const source = { provider: context.provider, method: 'POST' } as const;
  const body = readAnswer({ ...answer, body: joinEvents(answer.body) }, openaiAnswer, source);
  return orFailure(answer, source, () => readImages(body, answer, context));
}

/** Its list of models is open to everyone, so what the key may do is asked instead. */
async function checkKey(context: KeyCheckContext): Promise<void> {
  await askFor(context, '/v1/key', z.unknown());
}

function buildBody(request: ImageRequest, model: string): JsonBody {
  const { prompt, aspectRatio, size, count, references } = request;
  // A size in pixels has a field of its own, and excludes a ratio.
  const isPixels = /^\d+x\d+$/u.test(size);
  return {
    model,
    prompt,
    resolution: isPixels ? undefined : size || undefined,
    size: isPixels ? size : undefined,
    aspect_ratio: aspectRatio || undefined,
    n: count > 1 ? count : undefined,
    input_references:
      references.length === 0
        ? undefined
        : references.map((reference) => ({
            type: 'image_url',
            image_url: {
              url: new Base64Text(reference, `data:${formatFacts[reference.format].mediaType};base64,`),
            },
          })),
  };
}
