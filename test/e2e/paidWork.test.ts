import assert from 'node:assert/strict';
import { panelPage } from './panelPage';
import { describeWithProviders, setBothKeys } from './providers';
import { until } from './until';
import { workspaceFiles } from './workspaceFiles';

describeWithProviders('A window that is reloaded while an image is paid for', {}, (workbench, providers) => {
  const panel = () => panelPage(workbench());
  const files = () => workspaceFiles(workbench().workspaceFolder);

  before('store the keys', () => setBothKeys(workbench(), providers()));
  afterEach('clear the stage', () => workbench().clearNotifications());

  it('shows in the status bar that something runs', async () => {
    const { imini } = providers();
    imini.script({ kind: 'taskHeld' });
    await panel().open();
    await panel().chooseModel('imini/google/nano-banana');
    await panel().generate('A lighthouse that waits');
    await imini.waitForRequests({ path: '/tasks/task_', count: 1 });
    const item = workbench().page.locator('.statusbar-item[aria-label="Easel: 1 image under way"]');
    await item.waitFor();
    await workbench().screenshot('paid-work-status-bar');
  });

  it('waits for the task again, saves it once, and says so', async () => {
    const { imini } = providers();
    await workbench().reload();
    imini.release();
    await files().waitForFile('images/a-lighthouse-that-waits.png');
    const said = await workbench().waitForNotification('was under way');
    assert.equal(
      said,
      'Saved images/a-lighthouse-that-waits.png, which was under way when the window closed.',
    );
    await panel().waitForResult('a-lighthouse-that-waits.png');
    await until('no job is left', async () => (await panel().jobs.count()) === 0);
    assert.deepEqual(await files().namesIn('images'), ['a-lighthouse-that-waits.png']);
    assert.equal(imini.tasks.length, 1);
  });

  it('loses no task in five reloads at different moments, and saves none twice', async function () {
    this.timeout(240_000);
    const { imini } = providers();
    for (const [round, polls] of [1, 2, 3, 1, 2].entries()) {
      const prompt = `Round ${round}`;
      const asked = imini.requests.length;
      imini.script({ kind: 'taskStatuses', statuses: ['queued', 'processing'] });
      await panel().generate(prompt);
      await until('the task is under way', () => {
        const since = imini.requests.slice(asked);
        const submitted = imini.tasks.some(({ request }) => request.prompt === prompt);
        return submitted && since.filter(({ method }) => method === 'GET').length >= polls;
      });
      await workbench().page.reload();
      await files().waitForFile(`images/round-${round}.png`);
      await panel().open();
    }
    await until('no job is left', async () => (await panel().jobs.count()) === 0);
    const rounds = (await files().namesIn('images')).filter((name) => name.startsWith('round'));
    assert.deepEqual(
      rounds,
      [0, 1, 2, 3, 4].map((round) => `round-${round}.png`),
    );
    assert.equal(imini.tasks.length, 6);
  });

  it('lists an answer that can come only once as interrupted, and generates it again when asked', async () => {
    const { blue } = providers();
    blue.script({ kind: 'hold' });
    await panel().chooseModel('infinityblue/nanobanana_pro');
    await panel().generate('A letter that was never read');
    await blue.waitForHeld();
    await workbench().reload();
    const said = await workbench().waitForNotification('Interrupted when the window closed');
    assert.match(said, /^“A letter that was never read”: .*it may have been billed\.$/);
    assert.match(await panel().waitForJob('interrupted'), /may have been billed/);
    await workbench().screenshot('paid-work-interrupted');
    await panel().jobs.getByRole('button', { name: 'Generate Again' }).click();
    await panel().waitForResult('a-letter-that-was-never-read.png');
  });
});
