import * as z from 'zod';
import { extraOptions, forEachOption, requestOptions } from '../../shared/optionTable';
import { startOf } from '../../shared/boundedText';
import { imageFormats, type Dimensions, type ImageFormat } from '../../shared/imageFormat';
import { longestPrompt } from '../../shared/limits';
import { longestNegativePrompt, type ChosenOptions, type ReferenceUse } from '../../shared/options';
import type { PromptParts } from '../prompts/promptAddition';
import { reading, writing, type Side } from './recipeSides';

/** All that made an image, so that it can be made again. It travels inside the file and in the history. */
export interface Recipe {
  readonly version: 1;
  readonly generator: 'Easel';
  /** ISO 8601, in UTC. */
  readonly date: string;
  /** As it was sent. */
  readonly prompt: string;
  /** What it was made of, where it was more than what the user wrote. */
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

/** As many as any model takes, and an image whose conversation went on. */
export const mostReferences = 128;

const longestModelText = 20_000;

const longestName = 300;

/** What is not needed to make the image again is cut, not refused: other releases wrote it as it came. */
function remark(most: number): z.ZodType<string> {
  return writing.text(most);
}

const sha256 = z.string().regex(/^[0-9a-f]{64}$/i);

/** Of a mask, which Easel keeps under its hash. */
export const maskHash = z.object({ sha256 });

function sizeOf({ pixels }: Side) {
  return z.object({ width: pixels, height: pixels });
}

function sentAsOf(side: Side) {
  return side.object({ ...sizeOf(side).shape, format: z.enum(imageFormats) });
}

export const sentAs = sizeOf(writing).extend({ format: z.enum(imageFormats) });

function differenceOf(side: Side): z.ZodType<Difference> {
  const requested = remark(longestName);
  const size = sizeOf(side);
  const format = z.enum(imageFormats);
  return z.discriminatedUnion('what', [
    z.object({ what: z.literal('aspectRatio'), requested, delivered: size }),
    z.object({ what: z.literal('size'), requested, delivered: size }),
    z.object({ what: z.literal('format'), requested, delivered: format }),
    z.object({ what: z.literal('outputFormat'), requested, delivered: format }),
    z.object({ what: z.literal('background'), requested, delivered: format }),
  ]);
}

/** What stands in for a part that must be there, and cannot be read: nothing is said where nothing is known. */
const defaults = {
  ...{ version: 1, generator: 'Easel', date: new Date(0).toISOString() },
  ...{ prompt: '', providerId: '', providerLabel: '', modelId: '' },
  options: { aspectRatio: '', size: '', quality: '' },
  references: [],
  delivered: { width: 0, height: 0, format: 'png' },
  differences: [],
} as const satisfies Recipe;

function schemaOf(side: Side): z.ZodType<Recipe> {
  const name = side.text(longestName);
  const place = { path: side.path, sha256 };
  const use = z.enum(['asset', 'style']);
  const reference = side.object({ ...place, use, sentAs: sentAsOf(side).exactOptional() });
  return side.object(
    {
      version: z.literal(1),
      generator: z.literal('Easel'),
      date: z.iso.datetime(),
      prompt: side.text(longestPrompt),
      promptParts: side
        .object({ own: side.text(longestPrompt), presets: side.list(name, 64), styleFile: z.boolean() })
        .exactOptional(),
      providerId: name,
      providerLabel: name,
      modelId: name,
      modelLabel: name.exactOptional(),
      options: side.object(
        {
          ...forEachOption(requestOptions, name),
          ...forEachOption(extraOptions, name.exactOptional()),
        },
        defaults.options,
      ),
      seed: z.int().min(0).exactOptional(),
      negativePrompt: side.text(longestNegativePrompt).exactOptional(),
      references: side.list(reference, mostReferences),
      mask: maskHash.exactOptional(),
      delivered: side.object(
        {
          ...sizeOf(side).shape,
          format: z.enum(imageFormats),
          declaredMediaType: remark(longestName).exactOptional(),
        },
        defaults.delivered,
      ),
      differences: side.list(differenceOf(side), 5),
      requestId: remark(longestName).exactOptional(),
      taskId: remark(longestName).exactOptional(),
      continued: side.object(place).exactOptional(),
      fitted: side.object(place).exactOptional(),
      modelText: remark(longestModelText).exactOptional(),
    },
    defaults,
  );
}

export const recipeSchema = schemaOf(reading);

const writtenSchema = schemaOf(writing);

/**
 * As it is written down, here or elsewhere, so that `recipeSchema` reads it: what is beyond a bound is cut, and what
 * cannot be read is left out.
 */
export function storableRecipe(recipe: Recipe): Recipe {
  return writtenSchema.parse(recipe);
}

/** What the user wrote, without what was put around it. */
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

/**
 * As JSON, which `parseRecipe` reads. A reference's path that leads out of the workspace is reduced to the file's name,
 * and what makes it too long is left out: first what stands in the prompt as well.
 */
export function serializeRecipe(recipe: Recipe): string {
  const whole = storableRecipe(recipe);
  const { promptParts: _, modelText: __, ...essential } = whole;
  const shorter = [essential, ...shortenedPrompts.map((most) => shortened(essential, most))];
  return (
    [whole, ...shorter].map(toJson).find(({ length }) => length <= longestRecipe) ??
    toJson(shortened(essential, 0))
  );
}

const longestRecipe = 1024 * 1024;

/** Each sign may be six in JSON. */
const shortenedPrompts = [100_000, 20_000];

function shortened(recipe: Recipe, most: number): Recipe {
  return { ...recipe, prompt: startOf(recipe.prompt, most), references: recipe.references.slice(0, 32) };
}

function toJson(recipe: Recipe): string {
  // Two characters that JSON allows and the XML around it does not.
  return JSON.stringify(recipe).replaceAll('\ufffe', '\\ufffe').replaceAll('\uffff', '\\uffff');
}

/** What was asked for and what came, where the two are not the same. */
export type Difference =
  | { readonly what: 'aspectRatio'; readonly requested: string; readonly delivered: Dimensions }
  | { readonly what: 'size'; readonly requested: string; readonly delivered: Dimensions }
  | {
      readonly what: 'format';
      /** The media type that the provider declared. */
      readonly requested: string;
      readonly delivered: ImageFormat;
    }
  | {
      readonly what: 'outputFormat';
      /** In the provider's spelling. */
      readonly requested: string;
      readonly delivered: ImageFormat;
    }
  /** A file that has no transparency. */
  | { readonly what: 'background'; readonly requested: string; readonly delivered: ImageFormat };
