import assert from 'node:assert/strict';
import { canary } from '../host/canaryKey.mjs';
import { panelPage } from './panelPage';
import { describeWithProviders } from './providers';
import { until } from './until';
import { workspaceFiles } from './workspaceFiles';

/** The list of providers is as high as a part of the window, and shows only the rows in view. */
const viewport = { width: 1280, height: 1600 };

describeWithProviders('API keys', { viewport }, (workbench, providers) => {
  const files = () => workspaceFiles(workbench().workspaceFolder);

  async function generateFromPalette(prompt: string): Promise<void> {
    await workbench().runCommand('Easel: Generate Image…');
    await workbench().waitForQuickInput('Easel: Generate Image');
    await workbench().fillQuickInput(prompt);
  }

  /** What the box says once it has an answer to a key. */
  const refusal = (): Promise<string> =>
    until('the key is refused in the box', async () => {
      const { message } = await workbench().quickInputText();
      return message.includes('refused') && message;
    });

  it('are asked for in a password box, and a wrong one is refused there', async () => {
    const { runCommand, quickInputItems, pickQuickItem, waitForQuickInput, fillQuickInput, quickInputText } =
      workbench();
    await runCommand('Easel: Set API Key');
    await waitForQuickInput('Easel: API Key');
    // The list shows only the rows in view.
    const firstRows = (await quickInputItems()).slice(0, 5);
    assert.deepEqual(firstRows, ['imini', 'InfinityBlue', 'Google Gemini', 'OpenAI', 'xAI']);
    await pickQuickItem('imini');
    await waitForQuickInput('Easel: API Key of imini');
    const box = await quickInputText();
    assert.ok(box.isPassword);
    assert.match(box.message, /Goes to 127\.0\.0\.1:\d+ and nowhere else/);
    await workbench().screenshot('keys-box');
    await fillQuickInput(`${canary}-wrong`);
    assert.match(await refusal(), /The provider refused the API key/);
    assert.ok((await quickInputText()).isPassword);
    await workbench().screenshot('keys-refused');
  });

  it('are corrected in the same box, and the first one selects the model of its provider', async () => {
    await workbench().fillQuickInput(providers().imini.key);
    const said = await workbench().waitForNotification('was stored');
    assert.equal(said, 'The API key was stored. Images now come from imini: Nano Banana Pro.');
    await workbench().clearNotifications();
  });

  it('make images', async () => {
    await generateFromPalette('A first paid image');
    await files().waitForFile('images/a-first-paid-image.png');
    const { model } = await files().testChunkOf('images/a-first-paid-image.png');
    assert.equal(model, 'google/nano-banana-pro');
  });

  it('are removed, and then the next run asks again instead of drawing a placeholder', async () => {
    const { runCommand, pickQuickItem, waitForQuickInput, waitForNotification, quickInputText } = workbench();
    await runCommand('Easel: Remove API Key');
    await waitForQuickInput('Easel: API Key');
    assert.deepEqual(await workbench().quickInputItems(), ['imini']);
    await pickQuickItem('imini');
    await waitForNotification('The API key of imini was removed.');
    await workbench().clearNotifications();

    const paid = providers().imini.tasks.length;
    await generateFromPalette('No key, no image');
    await waitForQuickInput('Easel: API Key of imini');
    assert.ok((await quickInputText()).isPassword);
    await workbench().closeQuickInput();
    assert.deepEqual(await files().namesIn('images'), ['a-first-paid-image.png']);
    assert.equal(providers().imini.tasks.length, paid);
  });

  it('that are given when a run asks for them serve that run', async () => {
    await generateFromPalette('The key came late');
    await workbench().waitForQuickInput('Easel: API Key of imini');
    await workbench().fillQuickInput(providers().imini.key);
    await files().waitForFile('images/the-key-came-late.png');
    assert.deepEqual(await files().namesIn('images'), ['a-first-paid-image.png', 'the-key-came-late.png']);
    await workbench().waitForNotification('The API key of imini was stored.');
    await workbench().clearNotifications();
  });

  it('are stored unchecked, with a word, when the provider cannot be reached', async () => {
    await providers().blue.stop();
    await workbench().runCommand('Easel: Set API Key');
    await workbench().waitForQuickInput('Easel: API Key');
    await workbench().pickQuickItem('InfinityBlue');
    await workbench().waitForQuickInput('Easel: API Key of InfinityBlue');
    await workbench().fillQuickInput(providers().blue.key);
    const said = await workbench().waitForNotification('could not be checked');
    assert.match(
      said,
      /^The API key of InfinityBlue was stored but could not be checked: Cannot reach 127\.0\.0\.1/,
    );
    const others = (await workbench().notificationTexts()).filter((text) => text !== said);
    assert.ok(!others.some((text) => text.includes('was stored')), others.join('\n'));
    await workbench().screenshot('keys-unchecked');
    await workbench().runCommand('Easel: Remove API Key');
    await workbench().waitForQuickInput('Easel: API Key');
    assert.deepEqual(await workbench().quickInputItems(), ['imini', 'InfinityBlue']);
    await workbench().closeQuickInput();
  });

  // Files are the business of the last stage of `npm test`, which searches those of all suites.
  it('stand in no log, no page and, unencrypted, in no storage of the browser', async () => {
    const { page, runCommand } = workbench();
    await panelPage(workbench()).open();
    await runCommand('Easel: Show Log');
    const log = await until('the log shows', async () => {
      const text = await page.locator('.output-view .view-lines').innerText();
      return text.includes('Job') && text;
    });
    const pages = await Promise.all(page.frames().map((frame) => frame.content()));
    const storage = await page.evaluate(() => JSON.stringify(localStorage));
    assert.match(storage, /secrets\.provider/);
    assert.ok([log, ...pages, storage].every((text) => !text.includes(canary)));
  });
});
