import assert from 'node:assert/strict';
import { describeInWorkbench } from './describeInWorkbench';
import { readWithExifTool } from './exifTool';
import { panelPage } from './panelPage';
import type { WorkbenchOptions } from './workbench';
import { until } from './until';
import { workspaceFiles } from './workspaceFiles';

const presets = [
  { name: 'Flat', after: ', flat illustration' },
  { name: 'Banner', before: 'A wide banner:', aspectRatio: '21:9' },
];
const options: WorkbenchOptions = {
  settings: { 'easel.presets': presets },
  files: { '.easel/style.md': 'Only shades of blue.\n' },
};

describeInWorkbench('Prompts in the panel', options, (workbench) => {
  const panel = () => panelPage(workbench());
  const files = () => workspaceFiles(workbench().workspaceFolder);
  const byTestId = (id: string) => panel().frame.getByTestId(id);
  const press = (key: string) => workbench().page.keyboard.press(key);
  const shows = (prompt: string) =>
    until(`the prompt is “${prompt}”`, async () => (await panel().prompt.inputValue()) === prompt);
  const chips = () => panel().frame.getByTestId('chip').locator('.chip-name').allTextContents();
  const recipeOf = async (name: string) =>
    (await readWithExifTool(files().absolute(`images/${name}`))).recipe;

  before('open the panel', () => panel().open());

  it('ask once whether the style file of the workspace is added, and show its text', async () => {
    const question = byTestId('style-file-question');
    await question.waitFor();
    // A yes is to all of it, so it is open.
    await question.locator('pre').waitFor({ state: 'visible' });
    assert.equal(await question.locator('pre').innerText(), 'Only shades of blue.');
    assert.deepEqual(await chips(), []);
    await workbench().screenshot('prompts-question');
    await byTestId('style-file-used').click();
    await until('it is a chip', async () => (await chips()).join() === '.easel/style.md');
    await question.waitFor({ state: 'hidden' });
  });

  it('are sent with what the chips say, and saved under what was written', async () => {
    await byTestId('presets').click();
    await workbench().waitForQuickInput('Easel: Presets');
    await workbench().screenshot('prompts-presets');
    await workbench().pickQuickItems(['Flat', 'Banner']);
    await until('they are chips', async () => (await chips()).join() === 'Flat,Banner,.easel/style.md');
    assert.equal(await panel().chosenOption('aspect-ratio'), '21:9');
    await panel().prompt.fill('A boat');
    await panel().frame.locator('.sent summary').click();
    const sent = 'A wide banner:\nA boat, flat illustration\n\nOnly shades of blue.';
    assert.equal(await byTestId('sent-text').textContent(), sent);
    await workbench().screenshot('prompts-chips');
    await byTestId('generate').click();
    await panel().waitForResult('a-boat.png');
    const { prompt, promptParts } = await recipeOf('a-boat.png');
    assert.equal(prompt, sent);
    assert.deepEqual(promptParts, { own: 'A boat', presets: ['Flat', 'Banner'], styleFile: true });
  });

  it('lose a chip by keyboard, and the style file comes back by one', async () => {
    const remove = (name: string) =>
      panel().frame.getByRole('button', { name: `Remove ${name} from the prompt`, exact: true });
    await remove('Banner').focus();
    await press('Enter');
    await until('it is gone', async () => (await chips()).join() === 'Flat,.easel/style.md');
    await remove('.easel/style.md').focus();
    await press('Enter');
    await until('it is gone', async () => (await chips()).join() === 'Flat');
    await byTestId('style-file-add').press('Enter');
    await until('it is back', async () => (await chips()).join() === 'Flat,.easel/style.md');
    await remove('Flat').focus();
    await press('Enter');
    await until('only that is left', async () => (await chips()).join() === '.easel/style.md');
    // The focus went to its button, and from there to the prompt.
    await press('Enter');
    await until('none is left', async () => (await chips()).length === 0);
    assert.ok(await panel().prompt.evaluate((prompt) => prompt === document.activeElement));
    await byTestId('style-file-add').press('Enter');
    await until('it is back', async () => (await chips()).join() === '.easel/style.md');
  });

  it('are gone through by the arrow keys, and the draft comes back', async () => {
    await panel().generate('A second boat\nin two lines');
    await panel().waitForResult('a-second-boat-in-two-lines.png');
    await panel().prompt.fill('first line\nsecond line');
    await press('Control+Home');
    // On the last line Up only moves the caret.
    await press('ArrowDown');
    await press('ArrowUp');
    await shows('first line\nsecond line');
    await press('ArrowUp');
    await shows('A second boat\nin two lines');
    await press('ArrowUp');
    await shows('A boat');
    await press('ArrowUp');
    await shows('A boat');
    await press('ArrowDown');
    await shows('A second boat\nin two lines');
    await press('ArrowDown');
    await shows('first line\nsecond line');
    await until('the draft is announced', async () =>
      ((await panel().liveRegion.textContent()) ?? '').startsWith('Your prompt: first line'),
    );
  });

  it('wrap, and Up goes through the wrapped lines first', async () => {
    const long = 'word '.repeat(60).trim();
    await panel().prompt.fill(long);
    await press('ArrowUp');
    await shows(long);
    assert.ok(await panel().prompt.evaluate((input: HTMLTextAreaElement) => input.selectionStart > 0));
    await press('Control+Home');
    await press('ArrowUp');
    await shows('A second boat\nin two lines');
    await press('Control+End');
    await press('ArrowDown');
    await shows(long);
  });

  it('are marked as favourites and found in a list that opens by its key', async () => {
    const { page, waitForQuickInput, quickInputItems } = workbench();
    await panel().prompt.fill('A favourite that was never sent');
    await byTestId('prompt-favourite').click();
    await until('it is marked', async () => {
      return (await byTestId('prompt-favourite').getAttribute('aria-pressed')) === 'true';
    });
    await panel().prompt.fill('something else');
    await press('Control+r');
    await waitForQuickInput('Easel: Prompts');
    await workbench().screenshot('prompts-list');
    assert.deepEqual(await quickInputItems(), [
      'A favourite that was never sent',
      'A second boat in two lines',
      'A boat',
    ]);
    await page.keyboard.type('second');
    await until('it is found', async () => (await quickInputItems()).join() === 'A second boat in two lines');
    await press('Enter');
    await shows('A second boat\nin two lines');
    await until('the prompt has the focus', () =>
      panel().prompt.evaluate((input) => document.activeElement === input && document.hasFocus()),
    );
    await press('Control+End');
    await press('ArrowDown');
    await press('ArrowDown');
    await shows('something else');
  });

  it('are forgotten by the button of their row', async () => {
    await byTestId('prompt-list').click();
    await workbench().waitForQuickInput('Easel: Prompts');
    const row = workbench().page.locator('.quick-input-list .monaco-list-row', { hasText: 'A favourite' });
    await row.hover();
    await row.getByRole('button', { name: 'Remove from the List' }).click();
    await until('it is gone', async () => {
      return (await workbench().quickInputItems()).join() === 'A second boat in two lines,A boat';
    });
    await workbench().closeQuickInput();
  });

  it('of commands get the style file too, and the box says so', async () => {
    const { runCommand, waitForQuickInput, quickInputText, fillQuickInput, waitForTab } = workbench();
    await runCommand('Easel: Generate Image…');
    await waitForQuickInput('Easel: Generate Image');
    assert.match((await quickInputText()).message, /Adds \.easel\/style\.md to the prompt/);
    await workbench().screenshot('prompts-box');
    await fillQuickInput('A third boat');
    await waitForTab('a-third-boat.png');
    assert.equal((await recipeOf('a-third-boat.png')).prompt, 'A third boat\n\nOnly shades of blue.');
  });

  it('are left alone once the yes is taken back', async () => {
    const { runCommand, waitForQuickInput, pickQuickItem, quickInputText, closeQuickInput } = workbench();
    await runCommand('Easel: Style File');
    await waitForQuickInput('Easel: Style File');
    await pickQuickItem('Stop Adding It to Prompts');
    await runCommand('Easel: Generate Image…');
    await waitForQuickInput('Easel: Generate Image');
    assert.doesNotMatch((await quickInputText()).message, /style\.md/);
    await closeQuickInput();
    await panel().open();
    await until('the chip is gone', async () => (await chips()).length === 0);
  });

  it('give the own words back when a recipe is used', async () => {
    const { runCommand, pickQuickItem } = workbench();
    await panel().prompt.fill('');
    await runCommand('Easel: Show Image Recipe');
    await pickQuickItem('images/a-boat.png');
    await pickQuickItem(/Use Again in the Panel/);
    await shows('A boat');
    await until('the presets are back', async () => (await chips()).join() === 'Flat,Banner');
    await workbench().screenshot('prompts-recipe');
  });
});
