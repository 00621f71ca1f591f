import assert from 'node:assert/strict';
import type { Aftermath } from './rounds';

/** Every paid task ended as exactly one saved image or as an honest row of the journal, and nothing else is left. */
export function assertNothingLost({ paid, saved, open, litter, journalLitter }: Aftermath): void {
  assert.deepEqual(duplicatesIn(saved), [], 'saved twice');
  assert.deepEqual(duplicatesIn(paid), [], 'paid twice');
  const interrupted = open.map(({ call }) => call.prompt);
  const missing = paid.filter((prompt) => !saved.includes(prompt) && !interrupted.includes(prompt));
  assert.deepEqual(missing, [], 'paid, and neither saved nor on record');
  assert.deepEqual(
    saved.filter((prompt) => !paid.includes(prompt) || interrupted.includes(prompt)),
    [],
    'saved, and not paid or still on record as interrupted',
  );
  // What has a task can be fetched, and the last child fetched all of it.
  assert.deepEqual(
    open.filter(({ task }) => task !== undefined),
    [],
    'not resumed',
  );
  assert.deepEqual(litter, [], 'left in the folder of images');
  assert.deepEqual(journalLitter, [], 'left in the journal');
}

function duplicatesIn(texts: readonly string[]): readonly string[] {
  return texts.filter((text, index) => texts.indexOf(text) !== index);
}
