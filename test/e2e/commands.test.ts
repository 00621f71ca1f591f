import assert from 'node:assert/strict';
import { startOpenaiServer } from '../servers/openai';
import { panelPage } from './panelPage';
import { describeWithProviders, setApiKey } from './providers';
import { until } from './until';
import { workspaceFiles } from './workspaceFiles';

const sentence = 'An isometric drawing of the circuit board with both sensors would fit here.';
const image = 'an-isometric-drawing-of-the-circuit-board-with-both-sensors.png';

describeWithProviders('Commands of documents and images', {}, (workbench, providers) => {
  const panel = () => panelPage(workbench());
  const files = () => workspaceFiles(workbench().workspaceFolder);

  const clipboard = (): Promise<string> => workbench().page.evaluate(() => navigator.clipboard.readText());

  /** Opens a document with the cursor at its end. */
  async function openAtEnd(file: string): Promise<void> {
    const { page, openFile } = workbench();
    await openFile(file);
    // The editor of the file that was open before keeps the focus for a moment.
    await page.locator(`.editor-instance .monaco-editor.focused[data-uri$="/${file}"]`).waitFor();
    await page.keyboard.press('ControlOrMeta+End');
  }

  async function insertLinkAtEnd(file: string, link: string): Promise<void> {
    await openAtEnd(file);
    await workbench().runCommand('Easel: Insert Image Link');
    await workbench().pickQuickItem(`images/${image}`);
    await workbench().page.locator('.tabs-container .tab.dirty').waitFor();
    await workbench().page.keyboard.press('ControlOrMeta+s');
    // While it is being saved, a file may be empty.
    await until(`${file} ends with ${link}`, async () => (await files().readText(file)).endsWith(link));
  }

  it('draw the selected text and insert the link, as the document needs it', async () => {
    const { page, runCommand, waitForTab, clickNotificationButton } = workbench();
    await openAtEnd('docs/sensors.md');
    await page.locator('.view-line').filter({ hasText: 'isometric' }).click();
    await page.keyboard.press('Home');
    await page.keyboard.press('Shift+End');
    await runCommand('Easel: Generate Image from Selection');
    await waitForTab(image);
    await workbench().screenshot('commands-from-selection');
    await clickNotificationButton({ message: `Saved images/${image}`, button: 'Insert Link' });
    await page.locator('.tabs-container .tab.dirty').waitFor();
    // The alternative text is selected, so typing replaces it.
    await page.keyboard.type('The circuit board');
    await page.keyboard.press('ControlOrMeta+s');
    await files().waitForText(
      'docs/sensors.md',
      // Below the words that described it, which stay.
      new RegExp(`fit here\\.\\n\\n!\\[The circuit board\\]\\(\\.\\./images/${image}\\)`),
    );
  });

  it('insert a link in the form of each language', async () => {
    await insertLinkAtEnd('README.md', `![${sentence}](images/${image})`);
    await insertLinkAtEnd('index.html', `<img src="images/${image}" alt="${sentence}">`);
    await insertLinkAtEnd('style.css', `url("images/${image}")`);
  });

  it('show the recipe of an image, copy its prompt, and fill the panel with it', async () => {
    const { explorerContextMenu, waitForQuickInput, pickQuickItem, page } = workbench();
    const showRecipe = async (): Promise<void> => {
      await explorerContextMenu([`images/${image}`], ['Easel', 'Show Image Recipe']);
      await waitForQuickInput(`Recipe of images/${image}`);
    };
    await showRecipe();
    const shown = await page.locator('.quick-input-widget').innerText();
    for (const part of [sentence, '\nPlaceholder\n', '1:1', '1K', '1024 × 1024']) {
      assert.ok(shown.includes(part), shown);
    }
    await workbench().screenshot('commands-recipe');
    await pickQuickItem(/Copy Prompt/);
    await until('the prompt is in the clipboard', async () => (await clipboard()) === sentence);
    await showRecipe();
    await pickQuickItem(/Use Again in the Panel/);
    await until('the panel has the prompt', async () => (await panel().prompt.inputValue()) === sentence);
  });

  it('say so when an image has no recipe', async () => {
    await workbench().explorerContextMenu(['assets/logo.png'], ['Easel', 'Show Image Recipe']);
    assert.match(await workbench().waitForNotification('has no recipe'), /^assets\/logo\.png/);
    await workbench().clearNotifications();
  });

  it('send a model id that Easel does not know as it is', async () => {
    const { runCommand, waitForQuickInput, filterQuickItems, pickQuickItem, fillQuickInput } = workbench();
    const { waitForNotification } = workbench();
    await setApiKey(workbench(), 'imini', providers().imini.key);
    await runCommand('Easel: Select Model');
    await waitForQuickInput('Easel: Select Model');
    await workbench().screenshot('commands-models');
    await filterQuickItems('imini');
    await pickQuickItem('Another model of imini…');
    await waitForQuickInput('Easel: Another Model of imini');
    await fillQuickInput('vendor/next-year');
    await runCommand('Easel: Generate Image…');
    await waitForQuickInput('Easel: Generate Image');
    await fillQuickInput('The future');
    const said = await waitForNotification('The provider refused the request');
    assert.match(said, /model vendor\/next-year is not supported/);
    await workbench().clearNotifications();
  });

  it('change the model, for the panel too', async () => {
    const { runCommand, filterQuickItems, pickQuickItem, waitForQuickInput } = workbench();
    await panel().open();
    await runCommand('Easel: Select Model');
    await waitForQuickInput('Easel: Select Model');
    // Another provider has a model of that name, and a long list shows only the rows in view.
    await filterQuickItems('openai/gpt-image-2');
    await pickQuickItem('GPT Image 2');
    await until('the panel takes it over', async () => {
      return (await panel().model.inputValue()) === 'imini/openai/gpt-image-2';
    });
  });

  it('show the log', async () => {
    const { runCommand, page } = workbench();
    await runCommand('Easel: Show Log');
    await until('the log ends with the last job', async () => {
      // The editor shows spaces as another kind of them.
      return /Job\s.*failed,\s0\ssaved/.test(await page.locator('.output-view .view-lines').innerText());
    });
  });

  it('add a provider step by step, which then draws', async () => {
    const { runCommand, waitForQuickInput, pickQuickItem, fillQuickInput, quickInputText } = workbench();
    const at = (step: number): Promise<void> => waitForQuickInput(`Easel: Add Provider (${step}/7)`);
    const gateway = await startOpenaiServer();
    await runCommand('Easel: Add Provider…');
    await at(1);
    await workbench().screenshot('commands-add-provider');
    await pickQuickItem('OpenAI-compatible images');
    await at(2);
    await fillQuickInput('Our Gateway');
    await at(3);
    await fillQuickInput('our-gateway');
    await at(4);
    await fillQuickInput(gateway.url);
    await at(5);
    await pickQuickItem('Bearer');
    await at(6);
    assert.ok((await quickInputText()).isPassword);
    await fillQuickInput(gateway.key);
    await at(7);
    await pickQuickItem('gpt-image-2');
    const said = await workbench().answerDialog('Save');
    assert.match(said, /Our Gateway is ready[^]*answered and took the key/);
    await workbench().waitForNotification('Our Gateway was added. Images now come from gpt-image-2.');
    await workbench().clearNotifications();
    await runCommand('Easel: Generate Image…');
    await waitForQuickInput('Easel: Generate Image');
    await fillQuickInput('Drawn by our gateway');
    await files().waitForFile('images/drawn-by-our-gateway.png');
    await gateway.stop();
  });
});
