import assert from 'node:assert/strict';
import { panelPage } from './panelPage';
import { describeWithProviders, setBothKeys } from './providers';
import { until } from './until';
import { workspaceFiles } from './workspaceFiles';

describeWithProviders('The panel', {}, (workbench, providers) => {
  const panel = () => panelPage(workbench());
  const files = () => workspaceFiles(workbench().workspaceFolder);

  before('store the keys and open the panel', async () => {
    await setBothKeys(workbench(), providers());
    await workbench().openFile('README.md');
    await workbench().page.locator('.editor-instance .monaco-editor.focused').waitFor();
    await workbench().page.keyboard.press('ControlOrMeta+End');
    await panel().open();
  });

  it('says what is missing before anything can be paid', async () => {
    // The button can be clicked all the same, and the click leads to what is missing.
    await panel().generateButton.click({ force: true });
    assert.equal(await panel().generateButton.getAttribute('aria-disabled'), 'true');
    assert.equal(providers().imini.tasks.length, 0);
    assert.ok(await panel().prompt.evaluate((input) => document.activeElement === input));
  });

  it('takes references from a picker of the workspace', async () => {
    await panel().addReferences(['assets/logo.png', 'assets/sun.png', 'assets/waves.webp']);
    assert.deepEqual(await panel().referenceNames(3), [
      'assets/logo.png',
      'assets/sun.png',
      'assets/waves.webp',
    ]);
  });

  it('sends references in the order and with the use that they were given', async () => {
    await panel().clickInReference(2, 'Move Earlier');
    await panel().clickInReference(0, 'Use for Style Only');
    await panel().clickInReference(2, 'Remove');
    assert.deepEqual(await panel().referenceNames(2), ['assets/logo.png', 'assets/waves.webp']);
    await workbench().screenshot('panel-references');
    await panel().generate('A boat in the style of the logo');
    await panel().waitForResult('a-boat-in-the-style-of-the-logo.png');
    assert.deepEqual(
      providers()
        .imini.tasks.at(-1)
        ?.request.references.map(({ sha256, use }) => ({ sha256, use })),
      [
        { sha256: await files().sha256Of('assets/logo.png'), use: 'style' },
        { sha256: await files().sha256Of('assets/waves.webp'), use: 'asset' },
      ],
    );
  });

  it('refuses a style that the model does not know, until the mark is taken off', async () => {
    await panel().chooseModel('infinityblue/nanobanana_pro');
    const bar = panel().frame.locator('.generate-bar');
    await until('the panel says it', async () => (await bar.innerText()).includes('marked for style'));
    await workbench().screenshot('panel-style-refused');
    await panel().clickInReference(0, 'Use for Style Only');
    await until('the panel is content', async () => !(await bar.innerText()).includes('marked for style'));
  });

  it('makes several images with as many calls, and says so before', async () => {
    await panel().chooseCount(2);
    assert.match(await panel().frame.locator('#count-note').innerText(), /2 separate calls/);
    await panel().generate('Two boats');
    await panel().waitForResult('two-boats.png');
    await panel().waitForResult('two-boats-2.png');
    const calls = providers().blue.requests.filter(({ prompt }) => prompt === 'Two boats');
    assert.equal(calls.length, 2);
    assert.deepEqual(
      (await files().namesIn('images')).filter((name) => name.startsWith('two')),
      ['two-boats-2.png', 'two-boats.png'],
    );
    await panel().chooseCount(1);
    await workbench().screenshot('panel-results');
  });

  it('makes a result a reference', async () => {
    await panel().clickInResult(await panel().waitForResult('two-boats.png'), 'useAsReference');
    assert.deepEqual(await panel().referenceNames(3), [
      'assets/logo.png',
      'assets/waves.webp',
      'images/two-boats.png',
    ]);
  });

  it('copies the path of a result', async () => {
    await panel().clickInResult(await panel().waitForResult('two-boats.png'), 'copyPath');
    const expected = files().absolute('images/two-boats.png');
    await until('the path is in the clipboard', async () => {
      return (await workbench().page.evaluate(() => navigator.clipboard.readText())) === expected;
    });
  });

  it('shows a result in Explorer', async () => {
    await panel().clickInResult(await panel().waitForResult('two-boats.png'), 'reveal');
    const row = await workbench().explorerRow('images/two-boats.png');
    await until('Explorer selects it', async () => (await row.getAttribute('aria-selected')) === 'true');
  });

  it('inserts the link of a result at the cursor of the document behind it, in one step', async () => {
    const before = await files().readText('README.md');
    await panel().clickInResult(await panel().waitForResult('two-boats.png'), 'insertLink');
    const { page } = workbench();
    await page.locator('.editor-instance .monaco-editor.focused').waitFor();
    await page.keyboard.press('ControlOrMeta+s');
    await files().waitForText('README.md', `${before}![Two boats](images/two-boats.png)`);
    await page.keyboard.press('ControlOrMeta+z');
    await page.keyboard.press('ControlOrMeta+s');
    await files().waitForText('README.md', before);
  });

  it('opens a result in a preview tab', async () => {
    await panel().open();
    await (await panel().waitForResult('two-boats-2.png')).getByTestId('result-open').click();
    await workbench().waitForTab('two-boats-2.png');
  });

  it('deletes a result after asking', async () => {
    await panel().open();
    await panel().clickInResult(await panel().waitForResult('two-boats-2.png'), 'delete');
    // The file system of a server has no trash, which the one question says.
    const question = await workbench().answerDialog('Delete Permanently');
    assert.match(question, /Delete images\/two-boats-2\.png permanently\?/);
    await until('the file is gone', async () => {
      return !(await files().namesIn('images')).includes('two-boats-2.png');
    });
    await until('its tile is gone', async () => (await panel().results.count()) === 2);
  });

  it('shows its form and the results again after it was closed', async () => {
    await panel().prompt.fill('A prompt in the making');
    await workbench().runCommand('View: Close Editor');
    await panel().open();
    assert.equal(await panel().prompt.inputValue(), 'A prompt in the making');
    await panel().waitForResult('two-boats.png');
    await panel().waitForResult('a-boat-in-the-style-of-the-logo.png');
    assert.equal(await panel().results.count(), 2);
  });

  it('takes what is typed after the command that opens it, also when it is open already', async () => {
    await workbench()
      .explorerRow('README.md')
      .then((row) => row.click());
    await workbench().runCommand('Easel: Open Panel');
    await until('the prompt has the focus', () =>
      panel().prompt.evaluate((element) => element === document.activeElement && document.hasFocus()),
    );
  });

  it('comes back with its form and its results when the window is reloaded', async () => {
    // What the form kept while it was closed, one of them an image that has been deleted.
    for (let left = await panel().references.count(); left > 0; left--) {
      await panel().clickInReference(0, 'Remove');
    }
    const add = panel().frame.getByTestId('add-references');
    await until('the focus is on what adds some', () =>
      add.evaluate((button) => button === document.activeElement),
    );
    await panel().addReferences(['assets/sun.png', 'assets/harbor.jpg']);
    const references = await panel().referenceNames(2);
    await panel().chooseModel('imini/google/nano-banana-2');
    await panel().chooseOption('aspect-ratio', '21:9');
    await panel().prompt.fill('A prompt that outlives the window');
    await workbench().reload({ keptText: 'A prompt that outlives the window' });
    await until('the prompt is there', async () => {
      return (await panel().prompt.inputValue()) === 'A prompt that outlives the window';
    });
    assert.deepEqual(await panel().referenceNames(2), references);
    assert.equal(await panel().model.inputValue(), 'imini/google/nano-banana-2');
    assert.equal(await panel().chosenOption('aspect-ratio'), '21:9');
    await panel().waitForResult('two-boats.png');
    await workbench().screenshot('panel-reloaded');
  });
});
