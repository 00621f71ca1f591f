import * as z from 'zod';
import { imageFormats, type ImageFormat } from './image/format';
import type { Difference } from './image/pixels';
import { promptParts, type PromptParts } from './promptParts';
import { longestNegativePrompt, type ChosenOptions, type ReferenceUse } from './request';

/** All that made an image, so that it can be made again. It travels inside the file and in the history. */
export interface Recipe {
  readonly version: 1;
  readonly generator: 'Easel';
  /** ISO 8601, in UTC. */
  readonly date: string;
  /** As it was sent. */
  readonly prompt: string;
  /** What it was made of, where it was more than what the person wrote. */
  readonly promptParts?: PromptParts;
  readonly providerId: string;
  readonly providerLabel: string;
  readonly modelId: string;
  readonly modelLabel?: string;
  /** As requested; empty where it was left to the model. */
  readonly options: Omit<ChosenOptions, 'seed' | 'negativePrompt'>;
  /** What the image was drawn with, where that is known, whether someone asked for it or not. */
  readonly seed?: number;
  readonly negativePrompt?: string;
  readonly references: readonly RecipeReference[];
  /** What said which part of the first reference was to change: the SHA-256 of the mask as Easel keeps it. */
  readonly mask?: { readonly sha256: string };
  /** What the bytes are; 0 pixels where the header could not be read. */
  readonly delivered: {
    readonly width: number;
    readonly height: number;
    readonly format: ImageFormat;
    readonly declaredMediaType?: string;
  };
  readonly differences: readonly Difference[];
  readonly requestId?: string;
  readonly taskId?: string;
  readonly modelText?: string;
  /** The image that the model had made before in the same conversation, which went on with this prompt. */
  readonly continued?: { readonly path: string; readonly sha256: string };
  /** The image was cropped or scaled after it was made, from this one. */
  readonly fitted?: { readonly path: string; readonly sha256: string };
}

export interface RecipeReference {
  /** Relative to the workspace folder, with forward slashes; only the file's name where it lies outside. */
  readonly path: string;
  /** In hexadecimal. */
  readonly sha256: string;
  readonly use: ReferenceUse;
  /** What was sent in its place, where the model does not take it as it is. */
  readonly sentAs?: SentAs;
}

/** A reference as it was converted or scaled for a model; 0 pixels where they are not known. */
export interface SentAs {
  readonly format: ImageFormat;
  readonly width: number;
  readonly height: number;
}

const short = z.string().max(300);
const pixels = z.number().int().min(0).max(1_000_000);
const size = z.object({ width: pixels, height: pixels });

const difference = z.discriminatedUnion('what', [
  z.object({ what: z.literal('aspectRatio'), requested: short, delivered: size }),
  z.object({ what: z.literal('size'), requested: short, delivered: size }),
  z.object({ what: z.literal('format'), requested: short, delivered: z.enum(imageFormats) }),
  z.object({ what: z.literal('outputFormat'), requested: short, delivered: z.enum(imageFormats) }),
  z.object({ what: z.literal('background'), requested: short, delivered: z.enum(imageFormats) }),
]);

export const sentAs = size.extend({ format: z.enum(imageFormats) });

const sha256 = z.string().regex(/^[0-9a-f]{64}$/i);

/** Of a mask, which Easel keeps under its hash. */
export const maskHash = z.object({ sha256 });

const reference = z.object({
  path: z.string().min(1).max(1024).refine(isRelativePath),
  sha256,
  use: z.enum(['asset', 'style']),
  sentAs: sentAs.exactOptional(),
});

/** As long as any model takes it. */
const longestPrompt = 200_000;
const longestModelText = 20_000;

/** A recipe read from a file is a stranger's: everything is bounded, and no path leads out of the workspace. */
export const recipeSchema: z.ZodType<Recipe> = z.object({
  version: z.literal(1),
  generator: z.literal('Easel'),
  date: z.iso.datetime(),
  prompt: z.string().max(longestPrompt),
  promptParts: promptParts.exactOptional(),
  providerId: short,
  providerLabel: short,
  modelId: short,
  modelLabel: short.exactOptional(),
  options: z.object({
    ...{ aspectRatio: short, size: short, quality: short },
    ...{ background: short.exactOptional(), outputFormat: short.exactOptional() },
    thinking: short.exactOptional(),
  }),
  seed: z.int().min(0).exactOptional(),
  negativePrompt: z.string().max(longestNegativePrompt).exactOptional(),
  references: z.array(reference).max(32),
  mask: maskHash.exactOptional(),
  delivered: size.extend({ format: z.enum(imageFormats), declaredMediaType: short.exactOptional() }),
  differences: z.array(difference).max(5),
  requestId: short.exactOptional(),
  taskId: short.exactOptional(),
  continued: reference.pick({ path: true, sha256: true }).exactOptional(),
  fitted: reference.omit({ use: true }).exactOptional(),
  // What a model says is not needed to make the image again, so too much of it is cut, not refused.
  modelText: z
    .string()
    .transform((text) => text.slice(0, longestModelText))
    .exactOptional(),
});

/** What the person wrote, without what was put around it. */
export function ownPrompt({ prompt, promptParts }: Recipe): string {
  return promptParts?.own ?? prompt;
}

/** All images that the recipe needs: where it went on with a conversation, the image of that comes first. */
export function imagesOfRecipe({ continued, references }: Recipe): readonly RecipeReference[] {
  return [...(continued ? [{ ...continued, use: 'asset' } as const] : []), ...references];
}

/** Reads a recipe from JSON; `undefined` for anything that is not a whole, well-behaved recipe. */
export function parseRecipe(text: string): Recipe | undefined {
  if (text.length > longestRecipe) {
    return undefined;
  }
  try {
    return recipeSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

/** As JSON. A reference's path that leads out of the workspace is reduced to the file's name. */
export function serializeRecipe(recipe: Recipe): string {
  const references = recipe.references.map((each) => ({ ...each, path: withinWorkspace(each.path) }));
  const modelText = recipe.modelText?.slice(0, longestModelText);
  const fitted = recipe.fitted && { ...recipe.fitted, path: withinWorkspace(recipe.fitted.path) };
  const continued = recipe.continued && { ...recipe.continued, path: withinWorkspace(recipe.continued.path) };
  const json = JSON.stringify({ ...recipe, references, modelText, continued, fitted });
  // Two characters that JSON allows and the XML around it does not.
  return json.replaceAll('\ufffe', '\\ufffe').replaceAll('\uffff', '\\uffff');
}

const longestRecipe = 1024 * 1024;

function withinWorkspace(path: string): string {
  const name = path.split(/[\\/]/).at(-1) ?? '';
  return [path, name].find((each) => each !== '' && isRelativePath(each)) ?? 'image';
}

/** Neither a POSIX root, a Windows drive, share or URI, nor a step up. */
function isRelativePath(path: string): boolean {
  return !/^(?:[\\/]|[a-z]:|[a-z][a-z0-9+.-]*:\/\/)/i.test(path) && !path.split(/[\\/]/).includes('..');
}
