import assert from 'node:assert/strict';
import { panelPage } from './panelPage';
import { describeWithProviders, setBothKeys } from './providers';
import { workspaceFiles } from './workspaceFiles';

const mayBeBilled = 'Cancelled. The request had already left, so it may be billed.';

describeWithProviders('Cancelling a job', {}, (workbench, providers) => {
  const files = () => workspaceFiles(workbench().workspaceFolder);

  /** No image, and nothing temporary where images go or where writing was tried. */
  async function leftNothing(): Promise<void> {
    assert.deepEqual(await files().namesIn('images'), []);
    assert.deepEqual(
      (await files().namesIn('.')).filter((name) => name.startsWith('.')),
      [],
    );
  }

  before('store the keys', () => setBothKeys(workbench(), providers()));

  it('by its notification reaches the provider, says what it may cost, and leaves no file', async () => {
    const { imini } = providers();
    imini.script({ kind: 'hold' });
    await workbench().runCommand('Easel: Generate Image…');
    await workbench().waitForQuickInput('Easel: Generate Image');
    await workbench().fillQuickInput('Never mind');
    await imini.waitForHeld();
    await workbench().waitForNotification('Waiting for the image');
    await workbench().screenshot('cancel-notification');
    await workbench().clickNotificationButton({ message: 'Waiting for the image', button: 'Cancel' });
    const request = imini.requests.find(({ prompt }) => prompt === 'Never mind');
    assert.equal(await request?.ended, 'aborted');
    assert.equal(await workbench().waitForNotification('Cancelled'), `“Never mind”: ${mayBeBilled}`);
    await workbench().clearNotifications();
    await leftNothing();
  });

  it('in the panel does the same', async () => {
    const { blue } = providers();
    const panel = panelPage(workbench());
    await panel.open();
    await panel.chooseModel('infinityblue/nanobanana_pro');
    blue.script({ kind: 'hold' });
    await panel.generate('Not this one');
    await blue.waitForHeld();
    await panel.waitForJob('running');
    await workbench().screenshot('cancel-panel-running');
    await panel.jobs.getByTestId('job-cancel').click();
    assert.equal(await blue.requests.find(({ prompt }) => prompt === 'Not this one')?.ended, 'aborted');
    assert.equal(await panel.waitForJob('cancelled'), mayBeBilled);
    await workbench().screenshot('cancel-panel-cancelled');
    await leftNothing();
    await panel.dismissJobs();
  });

  it('whose task runs at the provider ends the asking at once, and the task can be fetched later', async () => {
    const { imini } = providers();
    const panel = panelPage(workbench());
    await panel.chooseModel('imini/google/nano-banana-pro');
    imini.script({ kind: 'taskHeld' });
    await panel.generate('A task nobody waits for');
    await imini.waitForRequests({ path: '/tasks/task_', count: 2 });
    await panel.jobs.getByTestId('job-cancel').click();
    assert.equal(
      await panel.waitForJob('detached'),
      `${mayBeBilled} The task goes on at the provider; Check Again fetches its image.`,
    );
    await workbench().screenshot('cancel-panel-detached');
    const [task] = imini.tasks.slice(-1);
    const polls = task?.polls;

    // Another image takes longer than the pause between two polls.
    await panel.generate('An image that is waited for');
    await panel.waitForResult('an-image-that-is-waited-for.png');
    assert.equal(task?.polls, polls);
    assert.deepEqual(await files().namesIn('images'), ['an-image-that-is-waited-for.png']);

    imini.release();
    await panel.jobs.getByRole('button', { name: 'Check Again' }).click();
    await panel.waitForResult('a-task-nobody-waits-for.png');
    assert.equal(await panel.jobs.count(), 0);
  });

  it('is not what Escape does', async () => {
    const { blue } = providers();
    const panel = panelPage(workbench());
    await panel.chooseModel('infinityblue/nanobanana_pro');
    blue.script({ kind: 'hold' });
    await panel.generate('Escape keeps this');
    await blue.waitForHeld();
    await panel.waitForJob('running');
    await panel.jobs.getByTestId('job-cancel').focus();
    await workbench().page.keyboard.press('Escape');
    await panel.prompt.press('Escape');
    await workbench().page.keyboard.press('Escape');
    await panel.waitForJob('running');
    blue.release();
    await panel.waitForResult('escape-keeps-this.png');
    assert.equal(await blue.requests.find(({ prompt }) => prompt === 'Escape keeps this')?.ended, 'answered');
  });
});
