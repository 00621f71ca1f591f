import * as z from 'zod';
import { extraOptions, forEachOption, requestOptions } from '../../shared/optionTable';
import { imageFormats } from '../../shared/imageFormat';
import { costSchema } from '../spending/costSchema';
import { promptAddition } from '../prompts/promptAddition';
import type { Task } from '../apis/common/api';
import { maskHash, mostReferences, recipeSchema, sentAs, storableRecipe } from '../model/recipe';

/** Presets, and the style file. */
const mostAdditions = 256;

/** All that is needed to save what a paid call brings, and to make the call again. Never a key, never bytes. */
const paidCall = z.object({
  /** The job that the user started; a job may be several calls. */
  jobId: z.string().min(1).max(200),
  /** URI of the workspace folder that is saved into; empty where there is none. */
  workspaceFolder: z.string(),
  /** Milliseconds since 1970. */
  startedAt: z.number(),
  /** As it is sent. */
  prompt: z.string(),
  /** What it is made of, where it is more than what the user wrote. */
  parts: z
    .object({ own: z.string(), additions: z.array(promptAddition).max(mostAdditions).readonly() })
    .exactOptional(),
  providerId: z.string().min(1),
  modelId: z.string().min(1),
  /** Origin of the address that was paid; a task is known nowhere else. */
  origin: z.string(),
  options: z.object({
    ...forEachOption(requestOptions, z.string()),
    ...forEachOption(extraOptions, z.string().exactOptional()),
    seed: z.int().exactOptional(),
    negativePrompt: z.string().exactOptional(),
  }),
  count: z.int().min(1).max(64),
  references: z
    .array(
      z.object({
        uri: z.string(),
        path: z.string(),
        sha256: z.string(),
        use: z.enum(['asset', 'style']),
        sentAs: sentAs.exactOptional(),
      }),
    )
    .max(mostReferences)
    .readonly(),
  /** The image whose conversation goes on; it is no reference then. */
  continued: z.object({ uri: z.string(), path: z.string(), sha256: z.string() }).exactOptional(),
  mask: maskHash.exactOptional(),
  /** URI of the target folder. */
  folder: z.string(),
  /** File name without its ending. */
  stem: z.string().min(1),
  /** Under which it stands in what was spent; what costs nothing has none. */
  spentId: z.string().max(100).exactOptional(),
});

export type PaidCall = z.infer<typeof paidCall>;

const position = z.int().min(0);
/** A recipe beyond the bounds of the schema must not take the line with it. */
const storedRecipe = recipeSchema.nullable().catch(null);
/** Neither must a cost of another shape. */
const storedCost = costSchema.optional().catch(undefined);
const fileName = z.string().regex(/^[^/\\]+$/);

/** The image is about to appear under this name. */
const claim = z.object({
  position,
  /** Number of images that the call brought. */
  of: z.int().min(1),
  name: fileName,
  /** Of the whole file, in hexadecimal. */
  sha256: z.string(),
  byteLength: z.int(),
  recipe: storedRecipe,
  cost: storedCost,
});

export type Claim = z.infer<typeof claim>;

/** An image that could not be saved, kept in the extension's storage. */
const keptImage = z.object({
  position,
  of: z.int().min(1),
  /** In the directory of kept images. */
  name: fileName,
  format: z.enum(imageFormats),
  byteLength: z.int(),
  recipe: storedRecipe,
  cost: storedCost,
  /** It was on the way to the image that was asked for, which never came. */
  isDraft: z.literal(true).exactOptional(),
});

export type KeptImage = z.infer<typeof keptImage>;

/** One line of a row. */
export const journalEvent = z.discriminatedUnion('state', [
  /** Written before the request leaves: from here on it may be billed. */
  z.object({ state: z.literal('submitting'), version: z.literal(1), call: paidCall }),
  /** Written before another request leaves in place of the one before, which brought nothing. */
  z.object({ state: z.literal('replaced'), call: paidCall }),
  /** The task is known, and is waited for. */
  z.object({
    state: z.literal('submitted'),
    task: z.object({
      taskId: z.string().min(1),
      requestId: z.string().exactOptional(),
      seed: z.number().exactOptional(),
      isKnown: z.literal(true).exactOptional(),
      urls: z
        .object({
          poll: z.string().exactOptional(),
          result: z.string().exactOptional(),
          cancel: z.string().exactOptional(),
        })
        .exactOptional(),
    }),
  }),
  /** Nobody waits any more, but the task goes on. */
  z.object({ state: z.literal('detached') }),
  /** The user has been told that it waits for them. */
  z.object({ state: z.literal('told') }),
  z.object({ state: z.literal('saving'), ...claim.shape }),
  z.object({ state: z.literal('saved'), position }),
  z.object({ state: z.literal('unsaved'), ...keptImage.shape }),
  /** Nothing is owed any more; the row is removed next. */
  z.object({ state: z.literal('closed'), as: z.enum(['saved', 'failed', 'expired', 'dismissed']) }),
]);

export type JournalEvent = z.infer<typeof journalEvent>;

export type ClosedAs = Extract<JournalEvent, { state: 'closed' }>['as'];

/**
 * As it is written down, so that `readRow` reads it.
 * @throws ZodError where a call could not be read again: then it must not be made.
 */
export function storableEvent(event: JournalEvent): JournalEvent {
  if (event.state === 'submitting' || event.state === 'replaced') {
    return journalEvent.parse(event);
  }
  return 'recipe' in event && event.recipe ? { ...event, recipe: storableRecipe(event.recipe) } : event;
}

/** What the lines of a row add up to. */
export interface EntryState {
  readonly call: PaidCall;
  readonly task: Task | undefined;
  readonly isDetached: boolean;
  readonly isTold: boolean;
  readonly isClosed: boolean;
  /** Several for one image where names were taken. */
  readonly claims: readonly Claim[];
  /** Positions of the images that are in the project. */
  readonly saved: ReadonlySet<number>;
  readonly kept: readonly KeptImage[];
}

/**
 * Reads a row. Lines that a crash tore are passed over; a row whose first line is torn was never submitted and is
 * `undefined`.
 */
export function parseEntry(text: string): EntryState | undefined {
  let state: EntryState | undefined;
  for (const line of text.split('\n')) {
    const event = parseLine(line);
    state = event ? applyEvent(state, event) : state;
  }
  return state;
}

export function applyEvent(state: EntryState | undefined, event: JournalEvent): EntryState | undefined {
  if (event.state === 'submitting') {
    return state ?? newState(event.call);
  }
  if (!state) {
    return undefined;
  }
  switch (event.state) {
    case 'replaced':
      return { ...state, call: event.call };
    case 'submitted':
      return { ...state, task: event.task, isDetached: false };
    case 'detached':
      return { ...state, isDetached: true };
    case 'told':
      return { ...state, isTold: true };
    case 'saving':
      return { ...state, claims: [...state.claims, event] };
    case 'saved':
      return {
        ...state,
        saved: new Set([...state.saved, event.position]),
        kept: state.kept.filter((image) => image.position !== event.position),
      };
    case 'unsaved':
      return { ...state, kept: [...state.kept, event] };
    case 'closed':
      return { ...state, isClosed: true };
  }
}

/** Whether a row ends before its first line does: it was cut by a crash, and nothing was sent. */
export function isTorn(text: string): boolean {
  return text.split('\n').every((line) => !isJson(line));
}

/** Whether every image that the call brought is in the project. */
export function isAllSaved({ claims, saved, kept }: EntryState): boolean {
  const of = claims[0]?.of ?? kept[0]?.of;
  return of !== undefined && saved.size >= of;
}

function newState(call: PaidCall): EntryState {
  return {
    call,
    task: undefined,
    isDetached: false,
    isTold: false,
    isClosed: false,
    claims: [],
    saved: new Set(),
    kept: [],
  };
}

function isJson(line: string): boolean {
  try {
    JSON.parse(line);
    return true;
  } catch {
    return false;
  }
}

function parseLine(line: string): JournalEvent | undefined {
  try {
    return line === '' ? undefined : journalEvent.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}
