import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import { panelPage } from './panelPage';
import { describeWithProviders, setBothKeys } from './providers';
import { until } from './until';
import type { Theme } from './workbench';
import { workspaceFiles } from './workspaceFiles';

/** With one job at a time, so that all of it works by queueing too. */
const settings = { 'easel.parallelJobs': 1 };

describeWithProviders('Several models and variations', { settings }, (workbench, providers) => {
  const panel = () => panelPage(workbench());
  const files = () => workspaceFiles(workbench().workspaceFolder);
  const byTestId = (id: string): Locator => panel().frame.getByTestId(id);
  const member = (label: string): Locator => byTestId('member').filter({ hasText: label });
  const calls = (): Promise<string> => byTestId('calls').innerText();

  before('store the keys and open the panel', async () => {
    await setBothKeys(workbench(), providers());
    await panel().open();
  });

  it('models are ticked by the keyboard, and what they do in another way is said before', async () => {
    await panel().prompt.fill('A lighthouse');
    await panel().chooseOption('size', '4K');
    const { keyboard } = workbench().page;
    await byTestId('compare-models').focus();
    await keyboard.press('Enter');
    const list = panel().frame.locator('.compare-list');
    await list.waitFor();
    // Placeholder comes first; the chosen model is ticked and passed over.
    await keyboard.press('Tab');
    await keyboard.press('Space');
    const blue = list.locator('input[value="infinityblue/nanobanana"]');
    for (
      let steps = 0;
      steps < 12 && !(await blue.evaluate((box) => box === document.activeElement));
      steps++
    ) {
      await keyboard.press('Tab');
    }
    await keyboard.press('Space');
    await until('three are chosen', async () =>
      (await byTestId('compare-models').innerText()).includes('3 models'),
    );
    assert.equal(await calls(), '3 calls');
    assert.match(await panel().frame.locator('.compare-notes').innerText(), /InfinityBlue · Nano Banana: /);
    await workbench().screenshot('compare-models');
    await keyboard.press('Escape');
    await list.waitFor({ state: 'hidden' });
  });

  it('their jobs stand side by side, also while one runs, one waits and one has failed', async () => {
    providers().blue.script({ kind: 'outOfCredit' });
    providers().imini.script({ kind: 'hold' });
    await panel().generateButton.click();
    await providers().imini.waitForHeld();
    await until(
      'two wait',
      async () => (await byTestId('group').locator('[data-state="queued"]').count()) === 2,
    );
    await workbench().screenshot('compare-waiting');
    providers().imini.release();
    await member('imini').getByTestId('took').waitFor();
    await member('Placeholder').getByTestId('took').waitFor();
    await member('InfinityBlue').locator('[data-state="failed"]').waitFor();
    await until(
      'both pictures are shown',
      async () => (await byTestId('group').locator('img.image').count()) === 2,
    );
    assert.match(
      await member('imini').getByTestId('took').innerText(),
      /^Took [\d.]+ sec · about 200 imini credits$/,
    );
    // In the narrow columns of the history the end of the line is cut.
    const paid = panel().results.filter({ hasText: 'imini' });
    assert.match(await paid.locator('.tile-facts').first().innerText(), /^about 200 imini credits · /);
    await workbench().screenshot('compare-results');
    assert.equal(await panel().frame.locator('.jobs > [data-testid="job"]').count(), 0);
  });

  it('they wait for the user while the panel is hidden', async () => {
    await workbench().openFile('README.md');
    await panel().open();
    await member('imini').locator('img.image').waitFor();
    assert.equal(await byTestId('member').count(), 3);
  });

  it('they stay in sight whatever the results are narrowed to', async () => {
    await byTestId('history-search').fill('no such prompt');
    await panel().frame.locator('.no-match').waitFor();
    await member('imini').locator('img.image').waitFor();
    assert.equal(await byTestId('group').locator('img:visible').count(), 2);
    await byTestId('history-search').fill('');
    await panel().frame.locator('.no-match').waitFor({ state: 'hidden' });
  });

  it('another try of the one that failed takes its place', async () => {
    await member('InfinityBlue').getByRole('button', { name: 'Try Again', exact: true }).click();
    await member('InfinityBlue').locator('img.image').waitFor();
    assert.deepEqual(await byTestId('member').locator('.member-label').allInnerTexts(), [
      'imini · Nano Banana Pro',
      'Placeholder',
      'InfinityBlue · Nano Banana',
    ]);
    assert.equal((await files().namesIn('images')).length, 3);
  });

  for (const theme of ['light', 'hc-black', 'dark'] as const satisfies readonly Theme[]) {
    it(`they are shown in ${theme}`, async () => {
      await workbench().setTheme(theme);
      await panel().open();
      await member('InfinityBlue').locator('img.image').waitFor();
      await byTestId('compare-models').click();
      await workbench().screenshot(`compare-${theme}`);
      await byTestId('compare-models').click();
    });
  }

  it('their images go to the other results when they stand no longer side by side', async () => {
    await byTestId('ungroup').click();
    await byTestId('group').waitFor({ state: 'detached' });
    assert.equal(await panel().frame.locator('.results > [data-testid="result"]').count(), 3);
  });

  it('braces are literal until the switch is on', async () => {
    await byTestId('compare-models').click();
    const ticked = panel().frame.locator('.compare-list input:checked:enabled');
    await until('none is ticked but the chosen one', async () => {
      await ticked.first().uncheck({ timeout: 1000 });
      return (await ticked.count()) === 0;
    });
    await byTestId('compare-models').click();
    await panel().chooseModel('placeholder/placeholder');
    await panel().generate('A {red|blue} kite');
    await panel().waitForResult('a-red-blue-kite.png');
    assert.equal(await byTestId('calls').isVisible(), false);
  });

  it('the number of calls is shown as the prompt grows, and confirmed before anything runs', async () => {
    await byTestId('variations').focus();
    await workbench().page.keyboard.press('Space');
    await until('two calls', async () => (await calls()) === '2 calls');
    await panel().prompt.fill('A {red|blue} {kite|balloon}');
    await until('four calls', async () => (await calls()) === '4 calls');
    await workbench().screenshot('variations-count');
    await panel().generateButton.click();
    assert.match(await workbench().answerDialog('Cancel'), /Make 4 calls[\s\S]*A blue balloon/);
    assert.equal(await byTestId('group').count(), 0);
    await panel().generateButton.click();
    await workbench().answerDialog('Generate');
    await until('four pictures', async () => (await byTestId('group').locator('img.image').count()) === 4);
    assert.deepEqual(await byTestId('member').locator('.member-label').allInnerTexts(), [
      'red, kite',
      'red, balloon',
      'blue, kite',
      'blue, balloon',
    ]);
    await workbench().screenshot('variations-results');
  });

  it('more than sixteen calls are refused before', async () => {
    await panel().prompt.fill('{1|2|3|4|5} {a|b|c|d}');
    const bar = panel().frame.locator('.generate-bar');
    await until('it says so', async () => (await bar.innerText()).includes('More than 16 calls'));
    await panel().generateButton.click({ force: true });
    assert.ok(await byTestId('compare-models').evaluate((summary) => summary === document.activeElement));
    await panel().prompt.fill('A {red|blue} {kite|balloon}');
  });

  it('all of it fits into 320 pixels', async () => {
    await workbench().runCommand('View: Toggle Primary Side Bar Visibility');
    await workbench().page.setViewportSize({ width: 376, height: 900 });
    await panel().open();
    await byTestId('compare-models').click();
    const { scroll, client } = await panel()
      .frame.locator('html')
      .evaluate((html) => ({ scroll: html.scrollWidth, client: html.clientWidth }));
    assert.ok(scroll <= client, `${scroll} pixels of content in ${client}`);
    await workbench().screenshot('batch-narrow-form');
    await byTestId('group').scrollIntoViewIfNeeded();
    await workbench().screenshot('batch-narrow-group');
  });
});
