import assert from 'node:assert/strict';
import { panelPage } from './panelPage';
import { describeWithProviders, setBothKeys } from './providers';
import { until } from './until';
import { workspaceFiles } from './workspaceFiles';

describeWithProviders('The tab of an image', {}, (workbench, providers) => {
  const panel = () => panelPage(workbench());
  const files = () => workspaceFiles(workbench().workspaceFolder);

  before('store the keys and open an image', async () => {
    await setBothKeys(workbench(), providers());
    await workbench().openFromExplorer('assets/logo.png');
  });

  async function edit(prompt: string, file: string): Promise<void> {
    await workbench().waitForQuickInput('Easel: Edit assets/logo.png');
    await workbench().fillQuickInput(prompt);
    await files().waitForFile(file);
    const chunk = await files().testChunkOf(file);
    assert.equal(chunk.prompt, prompt);
    assert.deepEqual(
      chunk.references.map(({ sha256 }) => sha256),
      [await files().sha256Of('assets/logo.png')],
    );
  }

  it('has a button that edits the image', async () => {
    await workbench().clickTitleAction('Edit Image…');
    await workbench().screenshot('image-tab-edit');
    await edit('Make the sails red', 'assets/logo-edit.png');
  });

  it('has an entry in its menu that edits the image, also behind another tab', async () => {
    await workbench().openFromExplorer('README.md');
    await workbench().tabContextMenu('logo.png', ['Edit Image…']);
    await edit('Make the sails green', 'assets/logo-edit-2.png');
  });

  it('has an entry in its menu that makes the image a reference', async () => {
    await workbench().tabContextMenu('logo.png', ['Use as Image Reference']);
    assert.deepEqual(await panel().referenceNames(1), ['assets/logo.png']);
  });

  it('alone has the button: a text has none', async () => {
    await workbench().openFromExplorer('README.md');
    await until('the buttons are those of a text', async () => {
      const labels = await workbench().titleActions();
      return labels.length > 0 && !labels.includes('Edit Image…');
    });
  });
});
