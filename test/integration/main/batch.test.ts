import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import * as vscode from 'vscode';
import { Declined } from '../../../src/core/model/cancellation';
import { settings } from '../../../src/extension/ports/settings';
import { generateBatch, planBatch, type BatchWish } from '../../../src/app/generate/batch';
import type { Job } from '../../../src/app/jobs/job';
import { Jobs } from '../../../src/app/jobs/jobs';
import { modelOf } from '../../../src/app/providers/modelChoice';
import type { JobServices } from '../../../src/extension/ports/services';
import { readPrompts } from '../../../src/app/prompts/promptHistory';
import { isError } from '../../unit/core/apis/isError';
import { answerInformation } from '../answerInformation';
import { answerQuickInputs } from '../answerQuickInputs';
import { answerWarnings } from '../answerWarnings';
import { formFor, type Wish } from '../generating';
import { makeParts, type TestParts } from '../parts';
import { makeFolderInWorkspace, workspaceRoot, type TemporaryFolder } from '../temporaryFolder';

const choice = (providerId: string, modelId: string) => modelOf(settings, { providerId, modelId });

function wishFor(wish: Partial<Wish>, changes: Partial<Omit<BatchWish, 'form'>> = {}): BatchWish {
  const form = formFor({ folder: workspaceRoot(), ...wish });
  return { form, compareWith: [], variations: false, ...changes };
}

describe('The plan of a batch', () => {
  it('has one job for each model, with options that the model takes', () => {
    const wish = { providerId: 'imini', modelId: 'google/nano-banana-pro' };
    const { members } = planBatch(
      wishFor(
        { ...wish, options: { aspectRatio: '21:9', size: '4K' }, count: 2 },
        { compareWith: [choice('imini', 'google/nano-banana'), choice('placeholder', 'placeholder')] },
      ),
    );
    assert.deepEqual(
      members.map(
        ({
          form: {
            choice: { model },
            options,
            count,
          },
          label,
        }) => [...[label, model.id, options.aspectRatio, options.size], count],
      ),
      [
        ['imini · Nano Banana Pro', 'google/nano-banana-pro', '21:9', '4K', 2],
        ['imini · Nano Banana', 'google/nano-banana', '21:9', '1K', 2],
        ['Placeholder', 'placeholder', '21:9', '4K', 2],
      ],
    );
  });

  it('braces are literal without the switch, and make the matrix with it', () => {
    const prompt = 'a {red|blue} {cat|dog}';
    assert.deepEqual(
      planBatch(wishFor({ prompt })).members.map(({ form }) => form.prompt),
      [prompt],
    );
    const { members } = planBatch(
      wishFor({ prompt }, { variations: true, compareWith: [choice('placeholder', 'second')] }),
    );
    assert.deepEqual(
      members.slice(0, 3).map(({ form, label }) => [form.prompt, label]),
      [
        ['a red cat', 'red, cat · Placeholder'],
        ['a red cat', 'red, cat · Placeholder · second'],
        ['a red dog', 'red, dog · Placeholder'],
      ],
    );
    assert.equal(members.length, 8);
  });

  it('more than sixteen calls are refused: models, variations and images together', () => {
    const imini = { providerId: 'imini', modelId: 'google/nano-banana' };
    const eight = { prompt: '{a|b} {c|d} {e|f}', ...imini };
    assert.equal(planBatch(wishFor({ ...eight, count: 2 }, { variations: true })).members.length, 8);
    for (const [wish, changes] of [
      [{ ...eight, count: 3 }, { variations: true }],
      [eight, { variations: true, compareWith: [choice('imini', 'a'), choice('imini', 'b')] }],
      [{ prompt: '{a|b} {c|d} {e|f} {g|h} {i|j}' }, { variations: true }],
    ] as const) {
      assert.throws(() => planBatch(wishFor(wish, changes)), isError('invalidRequest'));
    }
  });
});

describe('A batch', () => {
  let test: TestParts;
  let parts: JobServices;
  let folder: TemporaryFolder;
  let jobs: Jobs;

  beforeEach(async () => {
    test = await makeParts();
    folder = await makeFolderInWorkspace();
    // Also one after the other: the others queue.
    jobs = new Jobs(test.parts.log, () => 1);
    parts = { ...test.parts, jobs };
  });

  afterEach(async () => {
    jobs.dispose();
    await test.dispose();
    await folder.remove();
  });

  const wish = (form: Partial<Wish>, changes?: Partial<BatchWish>) =>
    wishFor({ folder: folder.uri, ...form }, changes);

  /** Runs it until none of its jobs is under way. */
  async function run(asked: BatchWish, id = 'click'): Promise<readonly Job[]> {
    const isOver = (): boolean =>
      jobs.list().length > 0 && jobs.list().every(({ state }) => state !== 'queued' && state !== 'running');
    const over = new Promise<void>((resolve) => {
      jobs.onDidChange(() => {
        if (isOver()) {
          resolve();
        }
      });
    });
    await generateBatch(asked, parts, id);
    await over;
    return jobs.list().toReversed();
  }

  it('on three models keeps their jobs side by side when they are done, with images and times, also where they queue', async () => {
    let last = 0;
    jobs.onDidChange(({ place }) => {
      last = Math.max(last, place);
    });
    const done = await run(
      wish({}, { compareWith: [choice('placeholder', 'second'), choice('placeholder', 'third')] }),
    );
    assert.deepEqual(
      done.map(({ state, group, images }) => [state, group?.slot, group?.label, images.length]),
      [
        ['done', 0, 'Placeholder', 1],
        ['done', 1, 'Placeholder · second', 1],
        ['done', 2, 'Placeholder · third', 1],
      ],
    );
    assert.ok(done.every(({ endedAt, startedAt }) => endedAt !== undefined && endedAt >= startedAt));
    assert.equal(last, 2);
    assert.equal((await readdir(folder.fsPath)).length, 3);
  });

  it('remembers the options that were chosen, not those that were fitted to another model', async () => {
    const chosen = { modelId: 'second', options: { aspectRatio: '', size: '512' } };
    await run(wish(chosen, { compareWith: [choice('placeholder', 'placeholder')] }));
    assert.deepEqual(
      jobs.list().map(({ form }) => form.options.aspectRatio),
      ['1:1', ''],
    );
    assert.deepEqual(parts.context.globalState.get('easel.options'), {
      aspectRatio: '',
      size: '512',
      quality: '',
    });
  });

  it('that stands no longer side by side leaves in the list only what failed', async () => {
    const compareWith = [choice('placeholder', 'second')];
    const missing = { uri: vscode.Uri.joinPath(folder.uri, 'missing.png').toString(), use: 'asset' as const };
    await run(wish({}, { compareWith }), 'good');
    await run(wish({ references: [missing] }, { compareWith }), 'bad');
    jobs.ungroup('good');
    jobs.ungroup('bad');
    assert.deepEqual(
      jobs.list().map(({ id, state, group }) => [id, state, group]),
      [
        ['bad.1', 'failed', undefined],
        ['bad.0', 'failed', undefined],
      ],
    );
  });

  it('another try takes the place of the one that failed', async () => {
    const missing = { uri: vscode.Uri.joinPath(folder.uri, 'missing.png').toString(), use: 'asset' as const };
    const [, failed] = await run(
      wish({ references: [missing] }, { compareWith: [choice('placeholder', 'second')] }),
    );
    assert.equal(failed?.state, 'failed');
    jobs.dismiss(failed.id);
    failed.again(1);
    const [tried] = jobs.list();
    assert.notEqual(tried?.id, failed.id);
    assert.deepEqual(tried?.group, failed.group);
  });

  it('of variations runs only after the number of calls was confirmed', async () => {
    const asked = wish({ prompt: 'a {red|blue} cat' }, { variations: true });
    const declining = answerWarnings(undefined);
    await generateBatch(asked, parts, 'declined');
    declining.restore();
    // Of what is free, nothing is charged.
    assert.deepEqual(declining.questions, [
      { message: 'Make 2 calls?', modal: true, detail: 'free\na red cat\na blue cat' },
    ]);
    assert.deepEqual(jobs.list(), []);
    const accepting = answerWarnings('Generate');
    const done = await run(asked);
    accepting.restore();
    assert.deepEqual(
      done.map(({ prompt, group }) => [prompt, group?.title, group?.label]),
      [
        ['a red cat', 'a {red|blue} cat', 'red'],
        ['a blue cat', 'a {red|blue} cat', 'blue'],
      ],
    );
    assert.deepEqual((await readdir(folder.fsPath)).sort(), ['a-blue-cat.png', 'a-red-cat.png']);
  });

  it('is remembered as it was typed, also where it comes to one job or to too many', async () => {
    const yes = answerWarnings('Generate');
    try {
      await run(wish({ prompt: 'a {red|blue} cat' }, { variations: true }));
      await generateBatch(wish({ prompt: 'a \\{cat\\}' }, { variations: true }), parts, 'single');
      const many = '{a|b} {c|d} {e|f} {g|h} {i|j}';
      await assert.rejects(
        generateBatch(wish({ prompt: many }, { variations: true }), parts, 'many'),
        isError('invalidRequest'),
      );
      assert.deepEqual(
        (await readPrompts(parts)).map(({ text }) => text),
        [many, 'a \\{cat\\}', 'a {red|blue} cat'],
      );
    } finally {
      yes.restore();
    }
  });

  it('with a model whose key is not given sends nothing, and says why', async () => {
    const inputs = answerQuickInputs(['escape']);
    const said = answerInformation(undefined);
    const blue = choice('infinityblue', 'nanobanana');
    const declined = (error: unknown): boolean => error instanceof Declined;
    try {
      await assert.rejects(generateBatch(wish({}, { compareWith: [blue] }), parts, 'click'), declined);
      assert.deepEqual(said.messages, [
        'Nothing was sent: there is no API key to use for InfinityBlue · Nano Banana.',
      ]);
      assert.deepEqual([jobs.list(), await readdir(folder.fsPath)], [[], []]);
    } finally {
      inputs.restore();
      said.restore();
    }
  });

  it('of one job is a job like any other', async () => {
    await generateBatch(wish({ prompt: 'a \\{cat\\}' }, { variations: true }), parts, 'click');
    assert.deepEqual(jobs.list(), []);
    assert.deepEqual(await readdir(folder.fsPath), ['a-cat.png']);
  });

  it('older ones make room when they are over', async () => {
    for (const id of ['1', '2', '3', '4']) {
      await run(wish({}, { compareWith: [choice('placeholder', 'second')] }), id);
    }
    assert.deepEqual(Array.from(new Set(jobs.list().map(({ group }) => group?.id))), ['4', '3', '2']);
  });
});
