import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { JobEnd } from '../../../src/app/jobs/job';
import { jobFacts } from '../../../src/app/generate/generateImage';
import { JobStatus } from '../../../src/extension/jobs/statusBar';
import { formFor } from '../generating';
import { makeParts, type TestParts } from '../parts';
import { workspaceRoot } from '../temporaryFolder';

describe('The status bar item', () => {
  const original = vscode.window.createStatusBarItem;
  let test: TestParts;
  let status: JobStatus;
  let item: Partial<vscode.StatusBarItem> | undefined;

  beforeEach(async () => {
    test = await makeParts();
    Object.assign(vscode.window, {
      createStatusBarItem: () => {
        item = { show: () => undefined, dispose: () => (item = undefined) };
        return item;
      },
    });
    status = new JobStatus(test.parts.jobs);
  });

  afterEach(async () => {
    Object.assign(vscode.window, { createStatusBarItem: original });
    status.dispose();
    await test.dispose();
  });

  /** Starts a job; it ends with what the returned function is called with. */
  function start(id: string, count: number): () => Promise<void> {
    const { promise, resolve } = Promise.withResolvers<JobEnd<never>>();
    const form = formFor({ folder: workspaceRoot(), count });
    const run = async ({ turn }: { turn: () => Promise<void> }): Promise<JobEnd<never>> => {
      await turn();
      return promise;
    };
    const running = test.parts.jobs.run({ ...jobFacts(form, test.parts, { id }), run });
    return async () => {
      resolve({ saved: [], errors: [], open: [] });
      await running;
    };
  }

  it('says in words how many images are under way, and goes with the last', async () => {
    const end = start('one', 1);
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(item?.text, '$(loading~spin) Easel: 1 image');
    assert.equal(item.tooltip, 'Easel: 1 image under way');
    assert.deepEqual(item.accessibilityInformation, { label: 'Easel: 1 image under way' });
    const endMore = start('more', 2);
    assert.equal(item.text, '$(loading~spin) Easel: 3 images');
    await endMore();
    await end();
    assert.equal(item, undefined);
  });

  it('says how far it is where that is known, and of one job alone', async () => {
    const { promise, resolve } = Promise.withResolvers<JobEnd<never>>();
    const form = formFor({ folder: workspaceRoot() });
    const running = test.parts.jobs.run({
      ...jobFacts(form, test.parts, { id: 'drawn' }),
      run: ({ watchCall }) => {
        watchCall().report({ step: 'progressing', percent: 42 });
        return promise;
      },
    });
    assert.equal(item?.tooltip, 'Easel: 1 image under way, 42% done');
    const end = start('other', 1);
    await new Promise((settled) => setImmediate(settled));
    assert.equal(item.tooltip, 'Easel: 2 images under way');
    await end();
    resolve({ saved: [], errors: [], open: [] });
    await running;
  });

  it('says of calls that run side by side how far they are together', async () => {
    const form = formFor({ folder: workspaceRoot(), count: 2 });
    const said: (string | vscode.MarkdownString | undefined)[] = [];
    await test.parts.jobs.run({
      ...jobFacts(form, test.parts, { id: 'drawn' }),
      run: ({ watchCall }) => {
        const [first, second] = [watchCall(), watchCall()];
        first.report({ step: 'progressing', percent: 60 });
        said.push(item?.tooltip);
        second.report({ step: 'queued' });
        said.push(item?.tooltip);
        return Promise.resolve({ saved: [], errors: [], open: [] });
      },
    });
    assert.deepEqual(said, Array(2).fill('Easel: 2 images under way, 30% done'));
  });

  it('counts what waits for its turn apart', async () => {
    const ends = ['1', '2', '3', '4'].map((id) => start(id, 2));
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(item?.text, '$(loading~spin) Easel: 8 images');
    assert.equal(item.tooltip, 'Easel: 6 images under way, 2 waiting');
    for (const end of ends) {
      await end();
    }
  });
});
