import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  applyEvent,
  isTorn,
  parseEntry,
  type JournalEvent,
  type EntryState,
} from '../../../src/core/journal/entryState';
import { makeRecipe } from '../core/image/samples';
import { describeProperties, holds } from './property';

const text = fc.string({ unit: 'grapheme', maxLength: 6 });
const id = fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 6 });
const position = fc.nat(3);

const submitting = fc
  .record({ prompt: text, jobId: id, startedAt: fc.nat(), count: fc.integer({ min: 1, max: 4 }) })
  .map((given): JournalEvent => ({
    state: 'submitting',
    version: 1,
    call: {
      workspaceFolder: 'file:///w',
      providerId: 'imini',
      modelId: 'm',
      origin: 'https://api.example',
      options: { aspectRatio: '', size: '', quality: '' },
      references: [],
      folder: 'file:///w/images',
      stem: 'fox',
      ...given,
    },
  }));

const later: fc.Arbitrary<JournalEvent> = fc.oneof(
  id.map((taskId): JournalEvent => ({ state: 'submitted', task: { taskId } })),
  fc.constant<JournalEvent>({ state: 'detached' }),
  position.map((at): JournalEvent => ({ state: 'saved', position: at })),
  fc.tuple(position, text).map(([at, prompt]): JournalEvent => ({
    state: 'saving',
    position: at,
    of: 4,
    name: 'fox.png',
    sha256: 'a'.repeat(64),
    byteLength: 7,
    recipe: makeRecipe({ prompt }),
  })),
  position.map((at): JournalEvent => ({
    state: 'unsaved',
    position: at,
    of: 4,
    name: '1.png',
    format: 'png',
    byteLength: 7,
    recipe: null,
  })),
  fc.constantFrom<JournalEvent>({ state: 'closed', as: 'saved' }, { state: 'closed', as: 'failed' }),
);

/** Tears this far apart, each input at others, so that all bytes have their turn without taking minutes. */
const stride = 64;

/** As the journal appends them. */
const lineOf = (event: JournalEvent): string => `\n${JSON.stringify(event)}\n`;

const add = (state: EntryState | undefined, event: JournalEvent): EntryState | undefined =>
  applyEvent(state, event);

describeProperties('any row of the journal', () => {
  const events = fc
    .tuple(submitting, fc.array(later, { maxLength: 4 }))
    .map(([first, rest]) => [first, ...rest]);

  holds('adds up to what was written', events, (all) => {
    const row = all.map(lineOf).join('');
    assert.deepEqual(parseEntry(row), all.reduce(add, undefined));
    // An editor or a tool on Windows may have given it line ends of its own.
    assert.deepEqual(parseEntry(row.replaceAll('\n', '\r\n')), all.reduce(add, undefined));
  });

  const tear = fc.tuple(events, fc.nat(stride - 1));
  holds('whose last line is torn at any byte is as it was before that line', tear, ([all, first]) => {
    const before = all.slice(0, -1);
    const [start, last] = [before.map(lineOf).join(''), Buffer.from(lineOf(all.at(-1)!))];
    const [without, whole] = [before.reduce(add, undefined), all.reduce(add, undefined)];
    // The last byte is the line break, and without it the line is whole.
    for (let length = first; length < last.length; length += length < last.length - 2 - stride ? stride : 1) {
      const row = start + last.toString('utf8', 0, length);
      assert.deepEqual(parseEntry(row), length < last.length - 1 ? without : whole);
      assert.equal(isTorn(row), before.length === 0 && length < last.length - 1);
    }
  });

  holds(
    'goes on behind a line that is torn at any byte',
    fc.tuple(events, later, fc.nat(2 ** 20)),
    ([all, next, place]) => {
      const last = Buffer.from(lineOf(all.at(-1)!));
      const before = all.slice(0, -1);
      const torn = last.subarray(0, place % (last.length - 1));
      const row = before.map(lineOf).join('') + torn.toString() + lineOf(next);
      assert.deepEqual(parseEntry(row), [...before, next].reduce(add, undefined));
    },
  );

  holds(
    'is read whatever is in the file',
    fc.array(fc.oneof(later.map(lineOf), text, fc.json())),
    (lines) => {
      assert.doesNotThrow(() => parseEntry(lines.join('\n')));
    },
  );
});
