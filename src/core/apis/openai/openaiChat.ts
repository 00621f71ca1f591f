import * as z from 'zod';
import { Base64Text, type JsonBody } from '../../http/client';
import { formatFacts } from '../../../shared/imageFormat';
import type { Api, ApiAnswer, CallContext, KeyCheckContext } from '../common/api';
import type { ImageRequest } from '../../model/request';
import { askFor } from '../response/getJson';
import { orFailure } from '../response/bodyFailure';
import { joinEvents } from '../response/joinEvents';
import { listOpenaiModels } from '../response/listModels';
import { saidIn } from '../response/responseText';
import { findImages, openaiAnswer } from '../response/openaiAnswer';
import { readImages } from '../response/openaiResult';
import { readAnswer } from '../response/parseResponse';
import { sendPaid } from '../common/sendPaid';

/**
 * OpenAI's chat format, to models that draw. The image options stand where the provider wants them.
 * https://newdocs.getinfinityblue.com/en-images/nanobanana,
 * https://openrouter.ai/docs/guides/overview/multimodal/image-generation
 */
export const openaiChat: Api = { generate, checkKey, listModels: listOpenaiModels };

async function generate(request: ImageRequest, context: CallContext): Promise<ApiAnswer> {
  const answer = await sendPaid(context, {
    path: '/v1/chat/completions',
    body: buildBody(request, context),
    bringsImage: (value) => findImages(openaiAnswer.parse(joinEvents([value]))).length > 0,
  });
  const source = { provider: context.provider, method: 'POST' } as const;
  const body = readAnswer({ ...answer, body: joinEvents(answer.body) }, openaiAnswer, source);
  const reasoning = saidIn(body.choices.map(({ message }) => message?.reasoning_content));
  if (context.includeThoughts && reasoning !== '') {
    context.log(`The model's reasoning: ${reasoning}`);
  }
  return orFailure(answer, source, () => readImages(body, answer, context));
}

/** The list of models costs nothing and needs the key. */
async function checkKey(context: KeyCheckContext): Promise<void> {
  await askFor(context, '/v1/models', z.unknown());
}

function buildBody(request: ImageRequest, { model, provider }: CallContext): JsonBody {
  const imageConfig = {
    aspect_ratio: request.aspectRatio || undefined,
    image_size: request.size || undefined,
  };
  return {
    model: model.id,
    stream: false,
    messages: [{ role: 'user', content: buildContent(request) }],
    ...(provider.chatOptions === 'extra_body'
      ? // Literally a property of the body, not an option of some client library; in snake case.
        { extra_body: { google: { image_config: imageConfig } } }
      : { modalities: ['image', 'text'], image_config: imageConfig }),
  };
}

/** Plain text where there is nothing else, since that is all that the image models' own pages document. */
function buildContent({ prompt, references }: ImageRequest): JsonBody {
  if (references.length === 0) {
    return prompt;
  }
  const images = references.map((reference) => ({
    type: 'image_url',
    image_url: { url: new Base64Text(reference, `data:${formatFacts[reference.format].mediaType};base64,`) },
  }));
  return [{ type: 'text', text: prompt }, ...images];
}
