import * as z from 'zod';
import { checkpointLoader, workflowOf } from '../../model/comfyuiModel';
import type { ListedModel, Model } from '../../model/provider';

/** Checkpoints, which servers on one's own machine draw with: their names, and how they are asked for. */

/** As many as anyone looks through, with names as long as they are kept. */
const mostModels = 300;

const longestId = 200;

const checkpoint = z.object({ title: z.string(), model_name: z.string().optional().catch(undefined) });

/** `GET /sdapi/v1/sd-models` of AUTOMATIC1111's API. */
export const checkpoints = z
  .array(z.unknown())
  .transform((list) => list.flatMap((each) => checkpoint.safeParse(each).data ?? []));

/** A title is a file's name with the start of its hash behind it, as in `v1-5.safetensors [6ce0161689]`. */
export function withoutHash(title: string): string {
  return title.replace(/ \[[\da-f]+\]$/u, '');
}

/** The checkpoints as models: by their titles without the hash, which changes with the file. */
export const automatic1111Models = checkpoints.transform((list) =>
  bounded(
    list.flatMap(({ title, model_name: label }) => {
      const id = withoutHash(title);
      return [{ id, ...(label !== undefined && label !== '' && { label }) }];
    }),
  ),
);

/** A choice is described by its values, since version 3 of the schema by its type and they beside it. */
const names = z.array(z.string());

const choice = z
  .union([
    z.tuple([z.literal('COMBO'), z.object({ options: names })]).transform(([, { options }]) => options),
    z.tuple([names], z.unknown()).transform(([values]) => values),
  ])
  .catch([]);

const loaderInfo = z.object({
  [checkpointLoader]: z
    .object({ input: z.object({ required: z.object({ ckpt_name: choice }) }) })
    .transform(({ input }) => input.required.ckpt_name)
    .optional(),
});

/** `GET /object_info/CheckpointLoaderSimple` of ComfyUI: each workflow of the row with each of the checkpoints. */
export const comfyuiModels = (workflows: readonly Pick<Model, 'id' | 'label'>[]) =>
  loaderInfo.transform(({ [checkpointLoader]: found = [] }) => {
    const files = workflows.filter(({ id }) => workflowOf(id).checkpoint === undefined);
    return bounded(
      files.flatMap(({ id, label }) =>
        found.map((name) => ({
          id: `${id}#${name}`,
          label: files.length > 1 ? `${label} · ${name}` : name,
        })),
      ),
    );
  });

function bounded(models: readonly ListedModel[]): readonly ListedModel[] {
  return models
    .filter(({ id, label = '' }) => id !== '' && Math.max(id.length, label.length) <= longestId)
    .slice(0, mostModels);
}
