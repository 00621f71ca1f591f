import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import { inProject } from '../host/project.mjs';
import { panelPage } from './panelPage';
import { describeWithProviders, setBothKeys } from './providers';
import { until } from './until';
import { workspaceFiles } from './workspaceFiles';

const streaming = { blueRow: { streaming: true } };

describeWithProviders('The panel keeps still', streaming, (workbench, providers) => {
  const panel = () => panelPage(workbench());
  const files = () => workspaceFiles(workbench().workspaceFolder);

  before('make a first image', async () => {
    await setBothKeys(workbench(), providers());
    await panel().open();
    await panel().chooseModel('infinityblue/nanobanana_pro');
    await panel().generate('The first');
    await panel().waitForResult('the-first.png');
  });

  /** Where an element stands in every frame from now on, each place once. */
  function watchPlaces(element: Locator): Promise<void> {
    return element.evaluate((watched) => {
      const places: string[] = [];
      Object.assign(window, { places });
      const look = (): void => {
        const { x, y, width, height } = watched.getBoundingClientRect();
        const place = [x, y, width, height].map(Math.round).join();
        if (places.at(-1) !== place) {
          places.push(place);
        }
        requestAnimationFrame(look);
      };
      look();
    });
  }

  const watchedPlaces = (): Promise<readonly string[]> =>
    panel()
      .frame.locator('html')
      .evaluate(() => (window as unknown as { places: readonly string[] }).places);

  it('when a result takes the place of its job: what is under the pointer stays there', async () => {
    const { blue } = providers();
    blue.script({ kind: 'hold' });
    await panel().generate('The second');
    await blue.waitForHeld();
    await panel().waitForJob('running');
    const first = await panel().waitForResult('the-first.png');
    await first.hover();
    await watchPlaces(first);
    const job = await panel().jobs.first().locator('.job-box').boundingBox();
    blue.release();
    const second = await panel().waitForResult('the-second.png');
    await until('the job is gone', async () => (await panel().jobs.count()) === 0);
    assert.deepEqual(await second.locator('.result-open').boundingBox(), job);
    assert.equal((await watchedPlaces()).length, 1, (await watchedPlaces()).join(' → '));
  });

  it('when a job fails: the form stays where it is', async () => {
    await watchPlaces(panel().frame.getByTestId('aspect-ratio'));
    providers().blue.script({ kind: 'policy', reason: 'No' });
    await panel().generate('The third');
    await panel().waitForJob('failed');
    assert.equal((await watchedPlaces()).length, 1, (await watchedPlaces()).join(' → '));
    await panel().dismissJobs();
  });

  it('when a draft comes: the button below it stays, and the image takes its place', async () => {
    const { blue } = providers();
    await panel().chooseModel('infinityblue/gpt-image-2');
    blue.script({ kind: 'hold', then: { kind: 'heldFinal' } });
    await panel().generate('A draft first');
    await blue.waitForHeld();
    await panel().waitForJob('running');
    await watchPlaces(panel().jobs.getByTestId('job-cancel'));
    blue.release();
    const draft = panel().jobs.getByRole('img', { name: 'Draft: A draft first' });
    await until('the draft is shown', () =>
      draft.evaluate((image) => image instanceof HTMLImageElement && image.naturalWidth === 64),
    );
    assert.ok(!(await files().namesIn('images')).some((name) => name.startsWith('a-draft')));
    assert.equal((await watchedPlaces()).length, 1, (await watchedPlaces()).join(' → '));
    await workbench().screenshot('feel-draft');
    await blue.waitForHeld();
    blue.release();
    await panel().waitForResult('a-draft-first.png');
    assert.equal((await files().testChunkOf('images/a-draft-first.png')).draft, false);
    assert.equal(await draft.count(), 0);
  });

  it('when the image never comes: its draft is kept, and Save As… puts it where it is wanted', async () => {
    providers().blue.script({ kind: 'brokenFinal' });
    await panel().generate('A draft at most');
    assert.match(
      await panel().waitForJob('failed'),
      /The last draft is kept; Save As puts it where you want/,
    );
    await workbench().screenshot('feel-draft-kept');
    await panel().jobs.getByRole('button', { name: 'Save As…' }).click();
    await workbench().waitForQuickInput('Easel: Save the Image');
    await workbench().fillSaveDialog({
      proposed: '/a-draft-at-most.png',
      path: files().absolute('docs/draft.png'),
    });
    await files().waitForFile('docs/draft.png');
    assert.equal((await files().testChunkOf('docs/draft.png')).draft, true);
    await until('no job is left', async () => (await panel().jobs.count()) === 0);
    await panel().chooseModel('infinityblue/nanobanana_pro');
  });

  it('for those who want no motion', async () => {
    const { page } = workbench();
    const { blue } = providers();
    await page.emulateMedia({ reducedMotion: 'reduce' });
    blue.script({ kind: 'hold' });
    await panel().generate('The fourth');
    await blue.waitForHeld();
    await panel().waitForJob('running');
    const moving = await panel()
      .frame.locator('html')
      .evaluate(() => document.getAnimations().length);
    assert.equal(moving, 0);
    blue.release();
    await panel().waitForResult('the-fourth.png');
    await page.emulateMedia({ reducedMotion: 'no-preference' });
  });

  it('and can be read in the colours of the system', async () => {
    const { page } = workbench();
    await page.emulateMedia({ forcedColors: 'active' });
    const checked = panel().frame.getByTestId('aspect-ratio').locator('label.choice:has(:checked)');
    assert.notEqual(await checked.evaluate((label) => getComputedStyle(label).outlineStyle), 'none');
    await workbench().screenshot('feel-forced-colours');
    await page.emulateMedia({ forcedColors: 'none' });
  });

  it('and goes on in a second window', async () => {
    const { page, runCommand } = workbench();
    await panel().prompt.fill('A prompt that moves along');
    const opened = page.context().waitForEvent('page');
    await runCommand('View: Move Editor into New Window');
    const second = await opened;
    const moved = panelPage({ ...workbench(), page: second });
    await until('the prompt has moved along', async () => {
      return (await moved.prompt.inputValue()) === 'A prompt that moves along';
    });
    await moved.generateButton.click();
    await moved.waitForResult('a-prompt-that-moves-along.png');
    await second.screenshot({ path: inProject('out', 'screenshots', 'feel-second-window.png') });
  });
});
