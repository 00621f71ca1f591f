import assert from 'node:assert/strict';
import { rm, writeFile } from 'node:fs/promises';
import { panelPage } from './panelPage';
import { describeWithProviders, setBothKeys } from './providers';
import { until } from './until';
import { workspaceFiles } from './workspaceFiles';

const oneAtATime = { settings: { 'easel.parallelJobs': 1 } };

describeWithProviders('Paid work that waits', oneAtATime, (workbench, providers) => {
  const panel = () => panelPage(workbench());
  const files = () => workspaceFiles(workbench().workspaceFolder);
  const jobOf = (prompt: string) => panel().jobs.filter({ hasText: prompt });

  before('store the keys and open the panel', async () => {
    await setBothKeys(workbench(), providers());
    await panel().open();
    await panel().chooseModel('infinityblue/nanobanana_pro');
  });

  it('for its turn is shown in the panel and in the status bar, and can be cancelled there', async () => {
    const { blue } = providers();
    blue.script({ kind: 'hold' });
    await panel().generate('The first in the row');
    await blue.waitForHeld();
    await panel().generate('The second in the row');
    assert.match(await panel().waitForJob('queued'), /place 1/);
    const { page } = workbench();
    const item = page.locator('.statusbar-item[aria-label="Easel: 1 image under way, 1 waiting"]');
    await item.filter({ hasText: 'Easel: 2 images' }).waitFor();
    await workbench().screenshot('open-work-queued');

    await jobOf('The second in the row').getByTestId('job-cancel').click();
    assert.match(await panel().waitForJob('cancelled'), /nothing is billed/);
    await page.locator('.statusbar-item[aria-label="Easel: 1 image under way"]').waitFor();
    blue.release();
    await panel().waitForResult('the-first-in-the-row.png');
    assert.ok(blue.requests.every(({ prompt }) => prompt !== 'The second in the row'));
    await panel().dismissJobs();
  });

  it('for a place where it can be saved is moved there by Save As…', async () => {
    const { blue } = providers();
    blue.script({ kind: 'hold' });
    await panel().generate('A picture without a home');
    await blue.waitForHeld();
    await rm(files().absolute('images'), { recursive: true });
    await writeFile(files().absolute('images'), 'a file in the place of the folder');
    blue.release();
    assert.match(await panel().waitForJob('failed'), /The image is kept; Save As puts it where you want\./);
    await workbench().screenshot('open-work-unsaved');

    await panel().jobs.getByRole('button', { name: 'Save As…' }).click();
    await workbench().waitForQuickInput('Easel: Save the Image');
    await workbench().fillSaveDialog({
      proposed: '/a-picture-without-a-home.png',
      path: files().absolute('docs/a-new-home.png'),
    });
    await files().waitForFile('docs/a-new-home.png');
    assert.equal((await files().testChunkOf('docs/a-new-home.png')).prompt, 'A picture without a home');
    await until('no job is left', async () => (await panel().jobs.count()) === 0);
    const calls = blue.requests.filter(({ prompt }) => prompt === 'A picture without a home');
    assert.equal(calls.length, 1);
    await rm(files().absolute('images'));
  });

  it('at the provider after it was cancelled is fetched by Check Again, also after a reload', async () => {
    const { imini } = providers();
    await panel().chooseModel('imini/google/nano-banana-pro');
    imini.script({ kind: 'taskHeld' });
    await panel().generate('A task from before');
    await imini.waitForRequests({ path: '/tasks/task_', count: 1 });
    await panel().jobs.getByTestId('job-cancel').click();
    await panel().waitForJob('detached');
    await workbench().reload();
    await panel().waitForJob('detached');
    assert.deepEqual(await workbench().notificationTexts(), []);
    imini.release();
    await panel().jobs.getByRole('button', { name: 'Check Again' }).click();
    await panel().waitForResult('a-task-from-before.png');
    await until('no job is left', async () => (await panel().jobs.count()) === 0);
    assert.deepEqual(await files().namesIn('images'), ['a-task-from-before.png']);
    assert.equal(imini.tasks.length, 1);
  });
});
