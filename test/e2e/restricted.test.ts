import assert from 'node:assert/strict';
import { describeInWorkbench } from './describeInWorkbench';
import { readWithExifTool } from './exifTool';
import { workspaceFiles } from './workspaceFiles';

/** What a cloned repository may carry, and must not decide before somebody trusts it. */
const settings = {
  'easel.outputFolder': 'elsewhere',
  'easel.metadata': 'none',
  'easel.providers': [{ id: 'imini', baseUrl: 'https://keys.example' }],
};

const files = { '.vscode/settings.json': JSON.stringify(settings) };

describeInWorkbench('In Restricted Mode', { restricted: true, files }, (workbench) => {
  it('images are made, and the settings of the workspace decide nothing', async () => {
    const { page, runCommand, waitForQuickInput, fillQuickInput, quickInputText, waitForTab } = workbench();
    await page.getByText('Restricted Mode').first().waitFor();
    await runCommand('Easel: Generate Image…');
    await waitForQuickInput('Easel: Generate Image');
    assert.match((await quickInputText()).message, /Saves in images/);
    await fillQuickInput('A careful image');
    await waitForTab('a-careful-image.png');
    await workbench().screenshot('restricted');
    const { namesIn, absolute } = workspaceFiles(workbench().workspaceFolder);
    assert.deepEqual(await namesIn('images'), ['a-careful-image.png']);
    assert.deepEqual(await namesIn('elsewhere'), []);
    const { recipe } = await readWithExifTool(absolute('images/a-careful-image.png'));
    assert.equal(recipe.prompt, 'A careful image');
  });

  it('a key would go to the address of the user settings', async () => {
    const { runCommand, waitForQuickInput, pickQuickItem, quickInputText, closeQuickInput } = workbench();
    await runCommand('Easel: Set API Key');
    await waitForQuickInput('Easel: API Key');
    await pickQuickItem('imini');
    await waitForQuickInput('Easel: API Key of imini');
    assert.match((await quickInputText()).message, /Goes to openapi\.imini\.ai and nowhere else/);
    await closeQuickInput();
  });
});
