import assert from 'node:assert/strict';
import { panelPage } from './panelPage';
import { describeWithProviders, setBothKeys } from './providers';
import { until } from './until';
import { workspaceFiles } from './workspaceFiles';

describeWithProviders(
  'The queue of the panel',
  { settings: { 'easel.parallelJobs': 1 } },
  (workbench, providers) => {
    const panel = () => panelPage(workbench());
    const files = () => workspaceFiles(workbench().workspaceFolder);
    const byTestId = (id: string) => panel().frame.getByTestId(id);
    const job = (state: string) => panel().frame.locator(`[data-testid="job"][data-state="${state}"]`);

    before('store the keys and open the panel', async () => {
      await setBothKeys(workbench(), providers());
      await panel().open();
    });

    it('goes on without blocking the form, and says the place of each job that waits', async () => {
      providers().imini.script({ kind: 'hold' });
      await panel().generate('First');
      await providers().imini.waitForHeld();
      for (const prompt of ['Second', 'Third', 'Fourth']) {
        await panel().generate(prompt);
      }
      await job('queued').nth(2).waitFor();
      const places = job('queued').getByTestId('job-message');
      await until('each has its place', async () => /3.*2.*1/s.test((await places.allInnerTexts()).join()));
      await workbench().screenshot('queue-waiting');
    });

    it('gives the job the next turn that is moved to the front, by the keyboard', async () => {
      const fourth = job('queued').filter({ hasText: 'Fourth' });
      await fourth.getByTestId('job-next').focus();
      await workbench().page.keyboard.press('Enter');
      await until('it is the next', async () =>
        (await fourth.getByTestId('job-message').innerText()).includes('place 1'),
      );
      assert.ok(
        await fourth.getByTestId('job-cancel').evaluate((button) => button === document.activeElement),
      );
      await until('it is announced', async () => (await panel().liveRegion.innerText()) === 'Next: Fourth');
    });

    it('cancels all that wait at once, and leaves what runs alone', async () => {
      assert.equal(await byTestId('cancel-waiting').innerText(), 'Cancel All Waiting (3)');
      await byTestId('cancel-waiting').click();
      await until('they are cancelled', async () => (await job('cancelled').count()) === 3);
      assert.equal(await job('running').count(), 1);
      await until('it is announced', async () =>
        (await panel().liveRegion.innerText()).includes('3 waiting jobs'),
      );
      await workbench().screenshot('queue-cancelled');
    });

    it('fills the form anew from a job that was cancelled, and puts the focus into the prompt', async () => {
      await panel().addReferences(['assets/sun.png']);
      await panel().chooseModel('infinityblue/nanobanana_pro');
      const second = job('cancelled').filter({ hasText: 'Second' });
      await second.getByRole('button', { name: 'Edit and Try Again' }).click();
      await until('the form has its prompt', async () => (await panel().prompt.inputValue()) === 'Second');
      assert.equal(await panel().references.count(), 0);
      await until('it has its model', async () => {
        return (await panel().model.inputValue()) === 'imini/google/nano-banana-pro';
      });
      await until('the prompt has the focus', () =>
        panel().prompt.evaluate((element) => element === document.activeElement),
      );
      await until('it is announced', async () =>
        (await panel().liveRegion.innerText()).startsWith('The form has'),
      );
    });

    it('goes on while the panel is closed, and the result is there when it is opened again', async () => {
      await workbench().runCommand('View: Close Editor');
      providers().imini.release();
      await until('the image is saved', async () => (await files().namesIn('images')).includes('first.png'));
      await panel().open();
      await panel().waitForResult('first.png');
      assert.equal(await job('running').count(), 0);
    });

    it('keeps what failed with its form, until all that ended is dismissed together', async () => {
      providers().imini.script({ kind: 'policy' });
      await panel().generate('Fifth');
      await job('failed').waitFor();
      assert.equal(await byTestId('dismiss-ended').innerText(), 'Dismiss All Ended (4)');
      const tilesTop = () =>
        panel()
          .frame.locator('.tiles')
          .evaluate((tiles) => tiles instanceof HTMLElement && tiles.offsetTop);
      const top = await tilesTop();
      await byTestId('dismiss-ended').press('Enter');
      await until('nothing is left', async () => (await panel().jobs.count()) === 0);
      assert.equal(await tilesTop(), top);
      await until('the prompt has the focus', () =>
        panel().prompt.evaluate((prompt) => prompt === document.activeElement),
      );
    });

    it('counts down what the provider asks to wait', async () => {
      providers().imini.script({ kind: 'rateLimited', retryAfterSeconds: 30 });
      await panel().generate('Patience');
      const message = job('running').getByTestId('job-message');
      const seconds = async (): Promise<number> => Number(/\d+/.exec(await message.innerText())?.[0]);
      const first = await until('it counts', async () => (await seconds()) || undefined);
      await until('it counts down', async () => (await seconds()) < first);
      await workbench().screenshot('queue-countdown');
      await job('running').getByTestId('job-cancel').click();
      await job('cancelled').waitFor();
      await byTestId('job').getByRole('button', { name: 'Dismiss' }).click();
    });

    it('leaves the focus on what costs nothing when a job goes away', async () => {
      const dismissOf = async (prompt: string): Promise<void> => {
        const dismiss = byTestId('job').filter({ hasText: prompt }).getByRole('button', { name: 'Dismiss' });
        await until(`the focus is on Dismiss of ${prompt}`, async () =>
          dismiss.evaluate((button) => button === document.activeElement),
        );
      };
      for (const prompt of ['Older', 'Newer']) {
        providers().imini.script({ kind: 'rateLimited', retryAfterSeconds: 30 });
        await panel().generate(prompt);
        await job('running').getByTestId('job-cancel').press('Enter');
        await job('cancelled').filter({ hasText: prompt }).waitFor();
        await dismissOf(prompt);
      }
      await workbench().page.keyboard.press('Enter');
      await until('one is left', async () => (await panel().jobs.count()) === 1);
      await dismissOf('Older');
      await workbench().page.keyboard.press('Enter');
      await until('none is left', async () => (await panel().jobs.count()) === 0);
      assert.ok(await panel().prompt.evaluate((prompt) => prompt === document.activeElement));
    });
  },
);
