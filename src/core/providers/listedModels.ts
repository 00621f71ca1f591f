import * as z from 'zod';
import type { ApiId, ListedModel, Model, Provider } from '../model/provider';
import { findModel } from './table';

/** As many as anyone looks through. */
const mostModels = 300;

/** Models of the table, then those that only the list has: they are taken as any id that someone types. */
export function withListedModels(provider: Provider, listed: readonly ListedModel[]): readonly Model[] {
  const added = listed
    .filter(({ id }) => provider.models.every((model) => model.id !== id))
    .map(({ id, label = id }): Model => ({ ...findModel(provider, id), label, untested: true }));
  return [...provider.models, ...added];
}

/**
 * Words in the ids of models that draw, for lists that do not say it. A list of a gateway in Gemini's format names
 * models of other formats as well, so there only Google's own are meant.
 */
const drawing =
  /banana|(?:^|[^a-z])image|imagen|dall-?e|flux|seedream|diffusion|sdxl|(?:^|[^a-z])sd[-_.\d]|ideogram|recraft|kolors|hidream|midjourney|firefly/iu;

const drawingOfGoogle = /banana|^(?=.*?gemini)(?=.*image)/iu;

const names = z.array(z.string()).nullish().catch(undefined);

const text = z.string().min(1).max(200).nullish().catch(undefined);

const date = z.union([z.string(), z.number()]).nullish().catch(undefined);

const openaiModel = z.object({
  id: z.string().min(1).max(200),
  name: text,
  display_name: text,
  /** OpenRouter, LiteLLM. */
  architecture: z.object({ output_modalities: names }).nullish().catch(undefined),
  output_modalities: names,
  /** new-api: what of its endpoints serves the model. */
  supported_endpoint_types: names,
  /** OpenAI: https://developers.openai.com/api/docs/deprecations */
  shutdown_date: date,
  deprecation: z.object({ shutdown_date: date }).nullish().catch(undefined),
});

const openaiList = z.object({ data: z.array(z.unknown()) });

const endpoints: Readonly<Partial<Record<ApiId, string>>> = {
  gemini: 'gemini',
  'openai-chat': 'openai',
  'openai-images': 'image-generation',
};

/** `GET /v1/models` of OpenAI and those who speak like it, and OpenRouter's list of image models. */
export const openaiModels = (api: ApiId) =>
  openaiList.transform(({ data }) =>
    data
      .flatMap((each) => openaiModel.safeParse(each).data ?? [])
      .filter((model) => canDraw(model, api))
      .slice(0, mostModels)
      .map((model): ListedModel => {
        const label = model.display_name ?? model.name;
        const endsOn = dayOf(model.shutdown_date ?? model.deprecation?.shutdown_date);
        return { id: model.id, ...(label != null && { label }), ...(endsOn && { endsOn }) };
      }),
  );

function canDraw(model: z.infer<typeof openaiModel>, api: ApiId): boolean {
  const modalities = model.output_modalities ?? model.architecture?.output_modalities;
  const endpoint = endpoints[api];
  const served = model.supported_endpoint_types;
  if (served && endpoint !== undefined && !served.includes(endpoint)) {
    return false;
  }
  // OpenRouter's list has nothing else in it.
  return modalities?.includes('image') ?? (api === 'openrouter-images' || drawing.test(model.id));
}

const geminiModel = z.object({
  name: z.string().min(1).max(200),
  displayName: text,
  supportedGenerationMethods: names,
});

/** `GET /v1beta/models`: it says which methods a model has, and not whether it draws. */
export const geminiModels = z.object({ models: z.array(z.unknown()).nullish() }).transform(({ models }) =>
  (models ?? [])
    .flatMap((each) => geminiModel.safeParse(each).data ?? [])
    .filter(
      ({ name, supportedGenerationMethods: methods }) =>
        (methods?.includes('generateContent') ?? true) && drawingOfGoogle.test(name),
    )
    .slice(0, mostModels)
    .map(({ name, displayName }): ListedModel => ({
      id: name.replace(/^models\//u, ''),
      ...(displayName != null && { label: displayName }),
    })),
);

/** A day, or seconds since 1970. */
function dayOf(value: string | number | null | undefined): string | undefined {
  const time = typeof value === 'number' ? value * 1000 : Date.parse(value ?? '');
  return Math.abs(time) < 8.64e15 ? new Date(time).toISOString().slice(0, 10) : undefined;
}
