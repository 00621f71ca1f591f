import { createHash } from 'node:crypto';
import * as z from 'zod';

/** What the user said to a style file: use it, leave it out, or nothing yet. */
export type StyleFileChoice = 'used' | 'left' | 'asked';

/** A file that was left out sends nothing, whatever it says later; a yes holds for the text that was shown. */
const storedChoice = z.union([
  // Of the first releases, whose yes was to any text: it is asked for once more.
  z.enum(['used', 'left']).transform((choice) => ({ choice, sha256: '' })),
  z.object({ choice: z.enum(['used', 'left']), sha256: z.string() }),
]);

type StoredChoices = Readonly<Record<string, unknown>>;

export interface AskedFile {
  readonly uri: string;
  readonly text: string;
}

/** @param stored what `withStyleChoice` returned, as it was kept. */
export function readStyleChoice(stored: unknown, { uri, text }: AskedFile): StyleFileChoice {
  const { data } = storedChoice.safeParse(choicesIn(stored)[uri]);
  const isAskedAgain = data?.choice === 'used' && data.sha256 !== hashOf(text);
  return data === undefined || isAskedAgain ? 'asked' : data.choice;
}

export function withStyleChoice(
  stored: unknown,
  { uri, text }: AskedFile,
  choice: 'used' | 'left',
): StoredChoices {
  return { ...choicesIn(stored), [uri]: { choice, sha256: hashOf(text) } };
}

function choicesIn(stored: unknown): StoredChoices {
  return z.record(z.string(), z.unknown()).safeParse(stored).data ?? {};
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
