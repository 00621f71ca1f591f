import assert from 'node:assert/strict';
import { describeInWorkbench } from './describeInWorkbench';
import { algorithmicMedia, readWithExifTool } from './exifTool';
import { panelPage } from './panelPage';
import { until } from './until';
import { workspaceFiles } from './workspaceFiles';

describeInWorkbench('From the keyboard alone', {}, (workbench) => {
  const panel = () => panelPage(workbench());
  const files = () => workspaceFiles(workbench().workspaceFolder);

  /** The test id of what has the focus in the panel. */
  const focused = (): Promise<string | null> => panel().frame.locator(':focus').getAttribute('data-testid');

  async function pressUntilFocused(key: string, testId: string): Promise<void> {
    await until(`${key} reaches ${testId}`, async () => {
      await workbench().page.keyboard.press(key);
      return (await focused()) === testId;
    });
  }

  it('Generate Image… saves a placeholder in the project and previews it, without a key', async () => {
    const { page, runCommandByKeyboard, waitForQuickInput, waitForTab } = workbench();
    await runCommandByKeyboard('Easel: Generate Image…');
    await waitForQuickInput('Easel: Generate Image');
    await page.keyboard.type('A lighthouse on a cliff');
    await page.keyboard.press('Enter');
    await waitForTab('a-lighthouse-on-a-cliff.png');
    const image = await files().read('images/a-lighthouse-on-a-cliff.png');
    assert.equal(image.subarray(1, 4).toString(), 'PNG');
    await workbench().screenshot('palette-placeholder');
  });

  it('Generate Image… stands alone in the palette while an image is in front', async () => {
    await until('the palette lists it', async () => {
      await workbench().page.keyboard.press('F1');
      await workbench().page.keyboard.type('Easel: Generate');
      const titles = (await workbench().quickInputItems()).filter((title) =>
        title.startsWith('Easel: Generate'),
      );
      await workbench().closeQuickInput();
      return titles.length === 1 && titles[0] === 'Easel: Generate Image…';
    });
  });

  it('ExifTool reads prompt, label and recipe of what was saved', async () => {
    const { description, digitalSourceType, imageSize, recipe } = await readWithExifTool(
      files().absolute('images/a-lighthouse-on-a-cliff.png'),
    );
    assert.equal(description, 'A lighthouse on a cliff');
    assert.equal(digitalSourceType, algorithmicMedia);
    assert.equal(imageSize, '1024x1024');
    assert.equal(recipe.providerId, 'placeholder');
    assert.deepEqual(recipe.options, { aspectRatio: '1:1', size: '1K', quality: '' });
  });

  it('Generate Image… offers the last prompt again and never writes over an image', async () => {
    const { runCommandByKeyboard, page, waitForQuickInput, waitForTab } = workbench();
    // On a busy machine VS Code gives the preview the focus back from the palette when the box has it already.
    await until('the box has the focus', async () => {
      await runCommandByKeyboard('Easel: Generate Image…');
      await waitForQuickInput('Easel: Generate Image');
      await page.locator('.quick-input-widget input:focus').waitFor({ timeout: 2000 });
      return true;
    });
    await workbench().screenshot('palette-prompt');
    await page.keyboard.press('Enter');
    await waitForTab('a-lighthouse-on-a-cliff-2.png');
    assert.deepEqual(await files().namesIn('images'), [
      'a-lighthouse-on-a-cliff-2.png',
      'a-lighthouse-on-a-cliff.png',
    ]);
  });

  it('the panel opens with the focus in the prompt and generates', async () => {
    const { runCommandByKeyboard, page } = workbench();
    await runCommandByKeyboard('Easel: Open Panel');
    await until('the prompt has the focus', async () => (await focused()) === 'prompt');
    await page.keyboard.type('A keyboard on a desk');
    await page.keyboard.press('ControlOrMeta+Enter');
    await panel().waitForResult('a-keyboard-on-a-desk.png');
    await files().waitForFile('images/a-keyboard-on-a-desk.png');
    await until('a screen reader hears it', async () =>
      (await panel().liveRegion.innerText()).includes('Saved images/a-keyboard-on-a-desk.png'),
    );
  });

  it('the options of the form are reached and changed', async () => {
    const { page } = workbench();
    await pressUntilFocused('Tab', 'model');
    const inRatios = panel().frame.getByTestId('aspect-ratio').locator(':focus');
    await until('Tab reaches the ratios', async () => {
      await page.keyboard.press('Tab');
      return (await inRatios.count()) === 1;
    });
    await page.keyboard.press('ArrowRight');
    assert.equal(await panel().chosenOption('aspect-ratio'), '2:3');
  });

  it('the actions of a result are reached and work', async () => {
    const { page } = workbench();
    await pressUntilFocused('Tab', 'result-open');
    await pressUntilFocused('Tab', 'result-useAsReference');
    await workbench().screenshot('palette-result-focused');
    await page.keyboard.press('Enter');
    assert.deepEqual(await panel().referenceNames(1), ['images/a-keyboard-on-a-desk.png']);
    await pressUntilFocused('Shift+Tab', 'result-open');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Enter');
    await until('another result opens', async () =>
      (await workbench().editorTabs()).some((title) => title.includes('a-lighthouse-on-a-cliff')),
    );
  });
});
