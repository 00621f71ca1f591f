import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { appendLines, historyFile } from '../../../src/core/history/historyFile';
import {
  readEntry,
  readLine,
  type HistoryEntry,
  type HistoryEvent,
} from '../../../src/core/history/historyLine';
import { imageFormats } from '../../../src/shared/imageFormat';
import { createEntry, readJournalEntry } from '../../../src/core/journal/journal';
import type { JournalEvent, PaidCall } from '../../../src/core/journal/entryState';
import { findExchanges, keepExchange, type KeptExchange } from '../../../src/core/storage/conversationStore';
import { parseRecipe, serializeRecipe, type Recipe } from '../../../src/core/model/recipe';
import {
  appendSpending,
  newSpentId,
  readSpending,
  type SpentCall,
} from '../../../src/core/spending/spending';
import { makeRecipe } from '../core/image/samples';
import { describeProperties, holds } from './property';

/** Short, and around every bound that some reader has. */
const length = fc.oneof(
  { weight: 30, arbitrary: fc.nat(20) },
  fc.constantFrom(40, 60, 61, 100, 101, 200, 201, 299, 300, 301, 1000, 1024, 1025, 4096, 4097, 20_001),
);
const sign = fc.constantFrom('x', 'é', '图', '🦊', '"', '\\', '\n', '\u0001', '\ud800', '/', '..');
const text = fc.tuple(length, sign).map(([times, each]) => each.repeat(times));
const longText = fc.oneof(
  { weight: 500, arbitrary: text },
  fc
    .tuple(fc.constantFrom(10_001, 199_999, 200_001, 300_000), sign)
    .map(([times, each]) => each.repeat(times)),
);
const sha256 = fc.constantFrom('a', '0', 'F').map((digit) => digit.repeat(64));
const pixels = fc.oneof(
  fc.nat(5000),
  fc.constantFrom(999_999, 1_000_001, 2 ** 31 - 1, 2 ** 32, 1.5, -1, Number.NaN),
);
const format = fc.constantFrom(...imageFormats);
const size = fc.record({ width: pixels, height: pixels });
const seed = fc.constantFrom(0, 7, 2 ** 32, 2 ** 53, 2 ** 60, -1, 0.5);
const use = fc.constantFrom('asset', 'style');
const few = <T>(member: fc.Arbitrary<T>): fc.Arbitrary<readonly T[]> =>
  fc.oneof(
    { weight: 40, arbitrary: fc.array(member, { maxLength: 3 }) },
    fc
      .tuple(member, fc.constantFrom(31, 32, 33, 64, 65, 100, 200))
      .map(([each, times]) => Array<T>(times).fill(each)),
  );

const sized = fc.record({ width: pixels, height: pixels, format });
const reference = fc.record(
  { path: text, sha256, use, sentAs: sized },
  { requiredKeys: ['path', 'sha256', 'use'] },
);
const place = fc.record({ path: text, sha256 });
const difference = fc.oneof(
  fc.record({ what: fc.constantFrom('aspectRatio', 'size'), requested: text, delivered: size }),
  fc.record({
    what: fc.constantFrom('format', 'outputFormat', 'background'),
    requested: text,
    delivered: format,
  }),
) as fc.Arbitrary<Recipe['differences'][number]>;

const recipe = fc
  .record(
    {
      prompt: longText,
      promptParts: fc.record({ own: longText, presets: few(text), styleFile: fc.boolean() }),
      ...{ providerId: text, providerLabel: text, modelId: text, modelLabel: text },
      options: fc.record(
        {
          ...{ aspectRatio: text, size: text, quality: text },
          ...{ background: text, outputFormat: text, thinking: text },
        },
        { requiredKeys: ['aspectRatio', 'size', 'quality'] },
      ),
      ...{ seed, negativePrompt: longText, references: few(reference), mask: fc.record({ sha256 }) },
      delivered: fc.record(
        { width: pixels, height: pixels, format, declaredMediaType: text },
        { requiredKeys: ['width', 'height', 'format'] },
      ),
      ...{ differences: few(difference), requestId: text, taskId: text, modelText: longText },
      ...{ continued: place, fitted: place },
    },
    { requiredKeys: [] },
  )
  .map((changes) => makeRecipe(changes));

/** What must come back whole, since the image is made again from it. */
const needed = (read: Recipe | null | undefined) =>
  read && [read.providerId.length > 0, read.references.length];

describeProperties('any recipe', () => {
  it('is read again from what was written, and is written the same again', function () {
    this.timeout(120_000);
    const check = (given: Recipe): void => {
      const read = parseRecipe(serializeRecipe(given));
      assert.ok(read, 'it was refused');
      assert.deepEqual(parseRecipe(serializeRecipe(read)), read);
    };
    fc.assert(fc.property(recipe, check), { numRuns: 500 });
  });

  const usual = fc.record({
    prompt: fc.string({ maxLength: 100 }),
    references: fc.array(fc.record({ path: fc.constant('a/b.png'), sha256, use }), { maxLength: 100 }),
    requestId: fc.string({ maxLength: 300 }),
    delivered: fc.record({ width: fc.nat(2 ** 31 - 1), height: fc.nat(2 ** 31 - 1), format }),
  });
  holds('that is within the bounds comes back as it was', usual, (changes) => {
    const given = makeRecipe(changes);
    // As JSON has it: an object of the input may be of another kind.
    assert.deepEqual(parseRecipe(serializeRecipe(given)), JSON.parse(JSON.stringify(given)));
  });
});

/** Each of these writes files, so they have fewer inputs. */
const files = { numRuns: 150 };

describe('Any record that is stored', function () {
  this.timeout(120_000);
  let directory: string;

  beforeEach(async () => {
    directory = await mkdtemp(path.join(tmpdir(), 'easel-records-'));
  });

  afterEach(() => rm(directory, { recursive: true, force: true }));

  const check = <T>(arbitrary: fc.Arbitrary<T>, holdsFor: (input: T) => Promise<void>): Promise<void> =>
    fc.assert(fc.asyncProperty(arbitrary, holdsFor), files);

  it('is read again: lines of the history', async () => {
    const file = historyFile(directory);
    const cost = fc.record({
      currency: text,
      amount: fc.oneof(fc.double(), fc.nat()),
      isApproximate: fc.boolean(),
    });
    await check(fc.tuple(recipe, text, cost), async ([made, name, paid]) => {
      await rm(file, { force: true });
      const facts = {
        workspaceFolder: `file:///${name}`,
        uri: `file:///${name}.png`,
        sha256: 'a'.repeat(64),
      };
      const entry: HistoryEntry = { ...facts, byteLength: 7, recipe: made, id: 'one', cost: paid };
      const moved: HistoryEvent = { event: 'moved', id: 'one', uri: `file:///${name}` };
      await appendLines(directory, [entry, moved]);
      const [first = '', second = ''] = (await readFile(file, 'utf8')).trim().split('\n');
      const read = readEntry(first);
      assert.ok(read);
      assert.equal(read.recipe.references.length, Math.min(made.references.length, 128));
      assert.equal(readLine(first)?.kind, 'entry');
      assert.deepEqual(readLine(second), {
        kind: 'event',
        event: { ...moved, uri: moved.uri },
      });
    });
  });

  const call = fc.record({
    ...{ jobId: fc.constant('job'), workspaceFolder: fc.constant('file:///w'), startedAt: fc.nat() },
    ...{ prompt: longText, providerId: fc.constant('imini'), modelId: fc.constant('m'), origin: text },
    parts: fc.record({
      own: longText,
      additions: fc.oneof(
        fc.constantFrom(0, 1, 64, 65).map((times) =>
          Array.from({ length: times }, () => ({
            ...{ kind: 'preset' as const, name: 'Flat', before: 'a\n', after: 'x'.repeat(4001) },
          })),
        ),
      ),
    }),
    options: fc.record({ aspectRatio: text, size: text, quality: text }),
    count: fc.integer({ min: 1, max: 64 }),
    references: fc.constantFrom(0, 1, 64, 65, 100, 128).map((times) =>
      Array.from({ length: times }, () => ({
        ...{ uri: 'file:///w/a.png', path: 'a.png', sha256: 'a'.repeat(64), use: 'asset' as const },
        sentAs: { width: 1_000_001, height: 1, format: 'png' as const },
      })),
    ),
    ...{ folder: text, stem: fc.constant('fox') },
  }) as fc.Arbitrary<PaidCall>;

  it('is read again: rows of the journal, whose task is taken up', async () => {
    const named = fc.record(
      { taskId: fc.constant('t'), requestId: text, seed },
      { requiredKeys: ['taskId'] },
    );
    await check(fc.tuple(call, recipe, named, fc.nat(5000)), async ([paid, made, task, position]) => {
      const row = await createEntry(directory, paid);
      const claim = { position, of: 1, name: 'a.png', sha256: 'a'.repeat(64), byteLength: 7, recipe: made };
      const events: readonly JournalEvent[] = [
        { state: 'submitted', task },
        { state: 'saving', ...claim },
        { state: 'unsaved', ...claim, format: 'png' },
      ];
      for (const event of events) {
        await row.record(event);
      }
      const read = await readJournalEntry(directory, row);
      assert.equal(read?.task?.taskId, 't');
      assert.equal(read.call.references.length, paid.references.length);
      assert.deepEqual(needed(read.claims[0]?.recipe)?.[1], Math.min(made.references.length, 128));
      assert.ok(read.kept[0]?.recipe);
      await row.close('saved');
    });
  });

  it('is read again: calls that cost money, whatever they are called', async () => {
    const cost = fc.oneof(
      fc.constant(null),
      fc.record({ currency: text, amount: fc.oneof(fc.double(), fc.nat()), isApproximate: fc.boolean() }),
    );
    const spent = fc.record({ providerId: text, providerLabel: text, modelId: text, cost });
    let count = 0;
    await check(spent, async (facts) => {
      const line: SpentCall = { id: newSpentId(0), ...facts };
      await appendSpending(directory, [line]);
      count += 1;
      const read = await readSpending(directory, line.id.slice(0, 7));
      assert.equal(read.length, count);
    });
  });

  it('is read again, or is none: exchanges of a conversation', async () => {
    const signature = fc.constantFrom(10, 1_000_000, 17_000_000).map((times) => 's'.repeat(times));
    const said = fc.record({ prompt: text, signature });
    await fc.assert(
      fc.asyncProperty(said, async ({ prompt, signature }) => {
        await rm(directory, { recursive: true, force: true });
        const exchange: KeptExchange = {
          ...{ version: 1, providerId: 'gemini', origin: 'https://api.example', modelId: 'm', prompt },
          ...{ references: [], answer: [{ text: 'Here', signature }] },
        };
        await keepExchange(directory, 'a'.repeat(64), exchange);
        const kept = await readdir(directory).catch(() => []);
        const read = await findExchanges(directory, 'a'.repeat(64));
        assert.equal(read?.length ?? 0, kept.length);
      }),
      { numRuns: 12 },
    );
  });
});
