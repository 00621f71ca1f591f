import assert from 'node:assert/strict';
import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import { describeInWorkbench } from './describeInWorkbench';
import { until } from './until';

describeInWorkbench('Generate Image… from the palette', {}, (workbench) => {
  it('saves a placeholder in the project and previews it, without a key', async () => {
    const { runCommand, fillQuickInput, waitForTab, workspaceFolder } = workbench();
    await runCommand('Easel: Generate Image…');
    await fillQuickInput('A lighthouse on a cliff');
    await waitForTab('a-lighthouse-on-a-cliff.png');
    const image = await readFile(path.join(workspaceFolder, 'images', 'a-lighthouse-on-a-cliff.png'));
    assert.equal(image.subarray(1, 4).toString(), 'PNG');
    await workbench().screenshot('palette-placeholder');
  });

  it('offers the last prompt again and never writes over an image', async () => {
    const { runCommand, page, waitForTab, workspaceFolder } = workbench();
    await runCommand('Easel: Generate Image…');
    await page.locator('.quick-input-widget input').filter({ visible: true }).waitFor();
    await workbench().screenshot('palette-prompt');
    await page.keyboard.press('Enter');
    await waitForTab('a-lighthouse-on-a-cliff-2.png');
    const names = await until('two images are saved', async () => {
      const found = await readdir(path.join(workspaceFolder, 'images'));
      return found.length === 2 && found;
    });
    assert.deepEqual(names.sort(), ['a-lighthouse-on-a-cliff-2.png', 'a-lighthouse-on-a-cliff.png']);
  });
});
