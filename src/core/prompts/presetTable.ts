import * as z from 'zod';
import { longestOption } from '../../shared/limits';

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
  aspectRatio: z.string().max(longestOption).optional(),
});

const mostPresets = 64;

/**
 * The user's presets and those of the workspace. A repository never takes the place of what the user chose by name: its
 * preset of the same name stands beside theirs, and says where it is from.
 */
export function presetTable(values: { readonly user: unknown; readonly workspace: unknown }): PresetTable {
  const [user, workspace] = [readRows(values.user), readRows(values.workspace)];
  const presets = new Map(user.presets.map((preset) => [preset.name, preset] as const));
  for (const preset of workspace.presets) {
    const own = user.presets.findLast(({ name }) => name === preset.name);
    if (own === undefined || JSON.stringify(own) !== JSON.stringify(preset)) {
      const name = own === undefined ? preset.name : freeName(preset.name, user.presets);
      presets.set(name, { ...preset, name });
    }
  }
  return {
    presets: Array.from(presets.values()).slice(0, mostPresets),
    broken: user.broken + workspace.broken,
  };
}

/** It stands in forms and recipes, so it is the same in every language. */
function freeName(name: string, taken: readonly Preset[]): string {
  const candidates = taken.map((_, index) => `${name} (workspace${index === 0 ? '' : ` ${index + 1}`})`);
  return candidates.find((each) => taken.every((preset) => preset.name !== each)) ?? `${name} (workspace)`;
}

function readRows(value: unknown): PresetTable {
  const rows: readonly unknown[] = Array.isArray(value) ? value : [];
  const parsed = rows.map((row) => presetRow.safeParse(row));
  return {
    presets: parsed.flatMap(({ data }) => (data ? [presetOf(data)] : [])),
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
