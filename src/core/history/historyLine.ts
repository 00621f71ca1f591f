import { createHash } from 'node:crypto';
import * as z from 'zod';
import { costSchema } from '../spending/costSchema';
import type { Cost } from '../model/price';
import { recipeSchema, storableRecipe, type Recipe } from '../model/recipe';

/** A saved image. It outlives the image. */
export interface HistoryEntry {
  /** URI of the workspace folder the image was saved into; empty where there was none. */
  readonly workspaceFolder: string;
  readonly uri: string;
  /** Of the file as it was saved. */
  readonly sha256: string;
  readonly byteLength: number;
  readonly recipe: Recipe;
  /** Entries of the first releases have none; theirs follows from what they say. */
  readonly id?: string;
  /** What it cost, where that is known. */
  readonly cost?: Cost | undefined;
}

/** What became of an entry. The last word counts. */
export type HistoryEvent =
  | { readonly event: 'moved'; readonly id: string; readonly uri: string }
  | RemovedEvent
  | { readonly event: 'starred'; readonly id: string; readonly starred: boolean };

export interface RemovedEvent {
  readonly event: 'removed';
  readonly id: string;
  readonly removed: boolean;
  /** Milliseconds since 1970. Events of the first releases have none and count as long past. */
  readonly at?: number;
}

/** The first line of a file that was written anew: who reads it in pieces sees that what it knew is void. */
export interface FileHead {
  readonly event: 'rewritten';
  readonly token: string;
}

/** What a list, a filter and the look for a file need of an entry; the rest is read when it is shown. */
export interface EntryFacts {
  readonly id: string;
  readonly workspaceFolder: string;
  readonly uri: string;
  readonly sha256: string;
  /** Milliseconds since 1970. */
  readonly date: number;
  readonly providerId: string;
  readonly providerLabel: string;
  readonly modelId: string;
  readonly modelLabel: string;
  readonly hasReferences: boolean;
}

/** As much of an entry as says whether it stays, whichever release wrote it. */
export type StoredEntry = Pick<EntryFacts, 'id' | 'workspaceFolder' | 'uri' | 'sha256'>;

export type HistoryLine =
  | { readonly kind: 'entry'; readonly facts: EntryFacts }
  | { readonly kind: 'event'; readonly event: HistoryEvent }
  /** Of a later release, where it may be an entry, or the head of the file. */
  | { readonly kind: 'other'; readonly entry?: StoredEntry | undefined };

/** Reads a line of the file without looking at all of its recipe. `undefined` for a line that a crash has torn. */
export function readLine(text: string): HistoryLine | undefined {
  const value = parseJson(text);
  if (typeof value !== 'object' || value === null) {
    return undefined;
  }
  if ('event' in value) {
    const { data } = historyEvent.safeParse(value);
    return data ? { kind: 'event', event: data } : { kind: 'other' };
  }
  const { data } = entryFacts.safeParse(value);
  return data
    ? { kind: 'entry', facts: toFacts(data) }
    : { kind: 'other', entry: storedEntry.safeParse(value).data };
}

/** The whole entry; `undefined` where the line is none. */
export function readEntry(text: string): HistoryEntry | undefined {
  return historyEntry.safeParse(parseJson(text)).data;
}

/** As it is written down, so that `readLine` and `readEntry` read it. */
export function storableLine<Line extends HistoryEntry | HistoryEvent>(line: Line): Line {
  return 'recipe' in line ? { ...line, recipe: storableRecipe(line.recipe) } : line;
}

export function entryId(entry: Pick<HistoryEntry, 'id' | 'uri' | 'sha256'> & Dated): string {
  const { id, uri, sha256, recipe } = entry;
  return id ?? createHash('sha256').update(`${uri}\n${sha256}\n${recipe.date}`).digest('hex').slice(0, 32);
}

interface Dated {
  readonly recipe: Pick<Recipe, 'date'>;
}

const id = z.string().min(1).max(100);

const historyEntry: z.ZodType<HistoryEntry> = z.object({
  workspaceFolder: z.string(),
  uri: z.string(),
  sha256: z.string(),
  byteLength: z.number(),
  recipe: recipeSchema,
  id: id.exactOptional(),
  cost: costSchema.optional().catch(undefined),
});

const entryFacts = z.object({
  workspaceFolder: z.string(),
  uri: z.string(),
  sha256: z.string(),
  id: id.exactOptional(),
  recipe: z.object({
    date: z.string(),
    providerId: z.string(),
    providerLabel: z.string(),
    modelId: z.string(),
    modelLabel: z.string().exactOptional(),
    references: z.array(z.unknown()),
    continued: z.unknown().optional(),
  }),
});

const storedEntry: z.ZodType<StoredEntry> = z.object({
  ...{ id, workspaceFolder: z.string(), uri: z.string(), sha256: z.string() },
});

const historyEvent: z.ZodType<HistoryEvent> = z.discriminatedUnion('event', [
  z.object({ event: z.literal('moved'), id, uri: z.string() }),
  z.object({ event: z.literal('removed'), id, removed: z.boolean(), at: z.number().exactOptional() }),
  z.object({ event: z.literal('starred'), id, starred: z.boolean() }),
]);

function toFacts(entry: z.infer<typeof entryFacts>): EntryFacts {
  const { workspaceFolder, uri, sha256, recipe } = entry;
  const { date, providerId, providerLabel, modelId, modelLabel, references, continued } = recipe;
  return {
    id: entryId(entry),
    ...{ workspaceFolder, uri, sha256, providerId, providerLabel, modelId },
    date: Date.parse(date) || 0,
    modelLabel: modelLabel ?? modelId,
    hasReferences: references.length > 0 || continued !== undefined,
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
