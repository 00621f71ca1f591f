import assert from 'node:assert/strict';
import { setImmediate } from 'node:timers/promises';
import * as vscode from 'vscode';
import { Declined } from '../../../src/core/model/cancellation';
import { EaselError } from '../../../src/core/model/errors';
import { jobFacts } from '../../../src/app/generate/generateImage';
import type { JobEnd, JobFacts } from '../../../src/app/jobs/job';
import { describeEnd } from '../../../src/extension/jobs/jobText';
import { currentModel } from '../../../src/app/providers/modelChoice';
import { formOfJob } from '../../../src/extension/panel/form/jobForm';
import { formFor, type Wish } from '../generating';
import { makeParts, type TestParts } from '../parts';
import { workspaceRoot } from '../temporaryFolder';

describe('The queue', () => {
  let test: TestParts;

  beforeEach(async () => {
    test = await makeParts();
  });

  afterEach(() => test.dispose());

  /** Starts a job that runs until the returned function is called with how it ends. */
  function start(
    id: string,
    wish: Partial<Wish> = {},
    changes: Partial<JobFacts> = {},
  ): (end?: Partial<JobEnd<never>>) => Promise<void> {
    const { promise, resolve } = Promise.withResolvers<JobEnd<never>>();
    const form = formFor({ folder: workspaceRoot(), ...wish });
    const running = test.parts.jobs.run<never>({
      ...jobFacts(form, test.parts, { id }),
      ...changes,
      run: async ({ turn }) => {
        await turn();
        return promise;
      },
    });
    return async (end) => {
      resolve({ saved: [], errors: [], open: [], ...end });
      await running;
    };
  }

  const states = (): readonly string[] => test.parts.jobs.list().map(({ id, state }) => `${id} ${state}`);

  it('all that wait are cancelled at once, and what runs goes on', async () => {
    const ends = ['1', '2', '3', '4', '5'].map((id) => start(id));
    await setImmediate();
    test.parts.jobs.cancelWaiting();
    await setImmediate();
    assert.deepEqual(states(), ['5 cancelled', '4 cancelled', '3 running', '2 running', '1 running']);
    for (const end of ends) {
      await end();
    }
  });

  it('a waiting job can be given the next turn', async () => {
    const ends = ['1', '2', '3', '4', '5'].map((id) => start(id));
    await setImmediate();
    test.parts.jobs.runNext('5');
    assert.deepEqual([test.parts.jobs.find('5')?.place, test.parts.jobs.find('4')?.place], [1, 2]);
    await ends[0]?.();
    await setImmediate();
    assert.deepEqual(states().slice(0, 2), ['5 running', '4 queued']);
    for (const end of ends) {
      await end();
    }
  });

  it('dismissing all that ended leaves what runs and what is paid and open', async () => {
    await start('failed')({ errors: [new Error('no')] });
    const open = [{ kind: 'task', row: { id: 'r', workspaceFolder: '' } }] as const;
    await start('open')({ open });
    const end = start('running');
    await setImmediate();
    test.parts.jobs.dismissEnded();
    assert.deepEqual(states(), ['running running', 'open detached']);
    await end();
  });

  it('a failed and a cancelled job offer to be edited and tried again', async () => {
    await start('failed')({ errors: [new EaselError('rateLimited')] });
    await start('cancelled')({ errors: [new DOMException('', 'AbortError')] });
    assert.equal(test.parts.jobs.list().length, 2);
    for (const job of test.parts.jobs.list()) {
      assert.deepEqual(describeEnd(job).actions, ['tryAgain', 'editAgain'], job.id);
    }
  });

  it('a job that the user said no to goes off the list, unless its form stands there alone', async () => {
    const declined = { errors: [new Declined()] };
    await start('fresh')(declined);
    assert.deepEqual(states(), []);
    const again = start('again', {}, { isAnotherTry: true });
    await again(declined);
    assert.deepEqual(states(), ['again cancelled']);
  });

  it('a job keeps its form for being edited: prompt, references, model, options, folder, and what is missing', async () => {
    const folder = vscode.Uri.joinPath(workspaceRoot(), 'art');
    const uri = vscode.Uri.joinPath(workspaceRoot(), 'fox.png').toString();
    const wish = { folder, count: 3, modelId: 'next-model', providerId: 'imini' };
    await start('1', {
      ...wish,
      options: { aspectRatio: '16:9', size: '2K' },
      references: [{ uri, use: 'style' }],
    })({ saved: [{} as never], errors: [new Error('no')] });
    const job = test.parts.jobs.find('1');
    assert.ok(job);
    const filled = await formOfJob(job, test.parts);
    assert.deepEqual(filled.form, {
      prompt: 'A fox in the snow',
      references: [{ uri, use: 'style' }],
      providerId: 'imini',
      modelId: 'next-model',
      mask: '',
      compareWith: [],
      variations: false,
      presets: [],
      styleFile: false,
      aspectRatio: '16:9',
      size: '2K',
      quality: '',
      background: '',
      outputFormat: '',
      thinking: '',
      seed: '',
      negativePrompt: '',
      count: 2,
    });
    assert.equal(filled.folder.uri, folder.toString());
    assert.deepEqual(filled.references, [uri]);
    // Its id was typed, so that the page only knows it as the chosen one.
    assert.equal(currentModel(test.parts).model.id, 'next-model');
  });
});
