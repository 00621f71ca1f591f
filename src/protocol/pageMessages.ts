import * as z from 'zod';
import { extraOptions, forEachOption, requestOptions } from '../shared/optionTable';
import type { HistoryQuery } from '../shared/historyQuery';
import {
  largestImage,
  largestThumbnail,
  longestOption,
  longestPrompt,
  longestRange,
  mostCompared,
} from '../shared/limits';
import { longestNegativePrompt } from '../shared/options';
import { jobActionIds } from './jobActions';
import { maskId, viewerMessages } from './viewerMessages';
import type { PanelForm } from './views';

/** Generous bounds: what a model takes is checked later, this only keeps nonsense out of the host. */
const uri = z.string().max(4096);
const id = z.string().min(1).max(200);
const option = z.string().max(longestOption);

/** The host asks for less where it gives the id; this only bounds what it has to look at. */
const imageBytes = z.instanceof(Uint8Array).refine(({ byteLength }) => byteLength <= largestImage);

export const panelForm = z.object({
  prompt: z.string().max(longestPrompt),
  references: z
    .array(z.object({ uri, use: z.enum(['asset', 'style']) }))
    .max(64)
    .readonly(),
  // Forms of older releases have none.
  mask: maskId.catch(''),
  providerId: id,
  modelId: id,
  // Left out by a form that an older release saved.
  compareWith: z
    .array(z.object({ providerId: id, modelId: id }))
    .max(mostCompared - 1)
    .readonly()
    .default([]),
  variations: z.boolean().default(false),
  ...forEachOption(requestOptions, option),
  // Forms of older releases lack the younger ones.
  ...forEachOption(extraOptions, option.catch('')),
  seed: z
    .string()
    .regex(/^\d{0,10}$/u)
    .catch(''),
  negativePrompt: z.string().max(longestNegativePrompt).catch(''),
  count: z.int().min(1).max(64),
  folder: uri,
  // Forms of older releases have none.
  presets: z.array(z.string().max(100)).max(64).readonly().catch([]),
  styleFile: z.boolean().catch(true),
}) satisfies z.ZodType<PanelForm>;

export const resultActions = [
  'open',
  'reveal',
  'useAsReference',
  'insertLink',
  'copyPath',
  'delete',
  'compare',
  'refine',
  'fitTo',
] as const;
export type ResultAction = (typeof resultActions)[number];

/** What can be done with an entry of the history, besides what can be done with its image. */
export const historyActions = ['star', 'unstar', 'remove'] as const;
export type HistoryAction = (typeof historyActions)[number];

export const recallActions = ['useRecipe', 'usePromptOnly', 'showDifference'] as const;
export type RecallAction = (typeof recallActions)[number];

const historyQuery = z.object({
  text: z.string().max(1000),
  providerId: z.string().max(200),
  modelId: z.string().max(200),
  since: z.number().min(0),
  withReferences: z.boolean(),
  favourites: z.boolean(),
}) satisfies z.ZodType<HistoryQuery>;

const bytes = (most: number) =>
  z.instanceof(Uint8Array).refine(({ byteLength }) => byteLength > 0 && byteLength <= most);

/** What the page says to the host. The page is not trusted: every message is parsed with this. */
export const pageMessage = z.discriminatedUnion('type', [
  /** Asked once, when the page has loaded, with what the page had before it was hidden or reloaded. */
  // What an older release saved must not keep the page from being drawn.
  z.object({
    type: z.literal('ready'),
    form: panelForm.optional().catch(undefined),
    query: historyQuery.optional().catch(undefined),
  }),
  /** One click on Generate. The page makes the id; the host accepts an id once. */
  z.object({ type: z.literal('generate'), id, form: panelForm }),
  /** The form as it is now, so that closing the panel loses nothing and commands start from the same options. */
  z.object({ type: z.literal('draft'), form: panelForm }),
  z.object({ type: z.literal('cancel'), id }),
  z.object({ type: z.literal('dismiss'), id }),
  /** The queue as a whole. */
  z.object({ type: z.literal('cancelWaiting') }),
  z.object({ type: z.literal('dismissEnded') }),
  z.object({ type: z.literal('runNext'), id }),
  /** Of a group. */
  z.object({ type: z.literal('ungroup'), id }),
  z.object({ type: z.literal('jobAction'), id, action: z.enum(jobActionIds) }),
  z.object({ type: z.literal('pickReferences'), chosen: z.array(uri).max(64).readonly() }),
  z.object({ type: z.literal('pickFolder') }),
  z.object({ type: z.literal('refreshModels'), providerId: id }),
  z.object({ type: z.literal('setKey'), providerId: id }),
  /** The user chose another model in the form; commands start from the same choice. */
  z.object({ type: z.literal('modelChosen'), providerId: id, modelId: id }),
  /** The user wants to look through the prompts of the workspace. */
  z.object({ type: z.literal('pickPrompt') }),
  z.object({
    type: z.literal('markPrompt'),
    prompt: z.string().max(longestPrompt),
    isFavourite: z.boolean(),
  }),
  z.object({
    type: z.literal('pickPresets'),
    presets: z.array(z.string().max(100)).max(64).readonly(),
    styleFile: z.boolean(),
  }),
  z.object({ type: z.literal('styleFileAnswered'), choice: z.enum(['used', 'left']) }),
  z.object({ type: z.literal('resultAction'), uri, action: z.enum(resultActions) }),
  ...viewerMessages,

  z.object({ type: z.literal('historyQuery'), query: historyQuery }),
  z.object({
    type: z.literal('historyRange'),
    version: z.int(),
    from: z.int().min(0),
    count: z.int().min(1).max(longestRange),
  }),
  z.object({ type: z.literal('historyAction'), id, action: z.enum(historyActions) }),
  /** Of an entry of the history, or of a recipe that the host has offered. */
  z.object({ type: z.literal('recall'), id, action: z.enum(recallActions) }),
  z.object({ type: z.literal('historyCommand'), command: z.enum(['export', 'clear']) }),
  z.object({ type: z.literal('thumbnail'), ticket: id, bytes: bytes(largestThumbnail) }),
  /** An image that was dropped beside the form, from the operating system or from Explorer. */
  z.object({
    type: z.literal('dropImage'),
    ticket: id,
    name: z.string().max(300),
    bytes: bytes(largestImage),
  }),
  z.object({ type: z.literal('dropUri'), uri }),
  /** This model does not take the reference as it is: find or make what it takes. */
  z.object({ type: z.literal('fitReference'), uri, providerId: id, modelId: id }),
  /** Images that were pasted or dropped. The host gives an id to each that it wants to have. */
  z.object({
    type: z.literal('offerImages'),
    offer: id,
    images: z
      .array(z.object({ name: z.string().max(1000), byteLength: z.number().min(0) }))
      .max(64)
      .readonly(),
  }),
  /** What the host asked for, under the id that it gave. */
  z.object({ type: z.literal('imageBytes'), id, bytes: imageBytes }),
  /** What the host asked for cannot be had, such as an image that the browser cannot open. */
  z.object({ type: z.literal('imageFailed'), id }),
  /** Files that were dragged here from Explorer. */
  z.object({ type: z.literal('dropReferences'), uris: z.array(uri).max(64).readonly() }),
]);

export type PageMessage = z.infer<typeof pageMessage>;
