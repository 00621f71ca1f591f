import * as vscode from 'vscode';
import * as z from 'zod';

/** A row of `easel.presets`: text around the prompt, and perhaps a model and a ratio. */
export interface Preset {
  readonly name: string;
  readonly before: string;
  readonly after: string;
  readonly model?: { readonly providerId: string; readonly modelId: string };
  readonly aspectRatio?: string;
}

export interface PresetTable {
  readonly presets: readonly Preset[];
  /** How many rows of the setting cannot be read. */
  readonly broken: number;
}

const text = z.string().max(4000).default('');

const presetRow = z.strictObject({
  name: z.string().trim().min(1).max(60),
  before: text,
  after: text,
  model: z
    .string()
    .max(300)
    .regex(/^[^/]+\/.+$/u)
    .optional(),
  aspectRatio: z.string().max(40).optional(),
});

const mostPresets = 64;

/** The person's presets and those of the workspace, which stand in the place of the person's where names are equal. */
export function readPresets(): PresetTable {
  const values = vscode.workspace.getConfiguration('easel').inspect<unknown>('presets');
  const rows = [values?.globalValue, values?.workspaceValue].flatMap((value): readonly unknown[] =>
    Array.isArray(value) ? value : [],
  );
  const parsed = rows.map((row) => presetRow.safeParse(row));
  const presets = new Map(parsed.flatMap(({ data }) => (data ? [[data.name, presetOf(data)] as const] : [])));
  return {
    presets: Array.from(presets.values()).slice(0, mostPresets),
    broken: parsed.filter(({ success }) => !success).length,
  };
}

function presetOf({ model, aspectRatio, ...rest }: z.infer<typeof presetRow>): Preset {
  const [providerId = ''] = model?.split('/') ?? [];
  return {
    ...rest,
    // Ids of models hold slashes of their own.
    ...(model !== undefined && { model: { providerId, modelId: model.slice(providerId.length + 1) } }),
    ...(aspectRatio !== undefined && { aspectRatio }),
  };
}
