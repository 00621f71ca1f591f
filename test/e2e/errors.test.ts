import assert from 'node:assert/strict';
import { panelPage } from './panelPage';
import { describeWithProviders, setBothKeys } from './providers';
import { workspaceFiles } from './workspaceFiles';

/** What VS Code would run from a notification, and a page from its markup. */
const hostile = {
  kind: 'refuse',
  status: 400,
  code: 'INVALID_PARAMETER',
  message:
    'Please [click me](command:workbench.action.terminal.new), <b>now</b> <img src="x" onerror="alert(1)"> $(alert)',
} as const;

describeWithProviders('When a provider does not deliver', {}, (workbench, providers) => {
  const panel = () => panelPage(workbench());

  before('store the keys', () => setBothKeys(workbench(), providers()));
  afterEach('clear the stage', () => workbench().clearNotifications());

  async function generateFromPalette(prompt: string): Promise<void> {
    await workbench().runCommand('Easel: Generate Image…');
    await workbench().waitForQuickInput('Easel: Generate Image');
    await workbench().fillQuickInput(prompt);
  }

  async function generateInPanel(prompt: string): Promise<void> {
    await panel().open();
    await panel().chooseModel('infinityblue/nanobanana_pro');
    await panel().generate(prompt);
  }

  it('a notification gives the reason of a refusal', async () => {
    providers().imini.script({
      kind: 'policy',
      reason: 'Prompt contains disallowed content: a living person',
    });
    await generateFromPalette('A famous person');
    const said = await workbench().waitForNotification('content policy');
    assert.match(said, /Prompt contains disallowed content: a living person/);
    await workbench().screenshot('errors-policy-notification');
  });

  it('a hostile message is no link in a notification', async () => {
    providers().imini.script(hostile);
    await generateFromPalette('A harmless prompt');
    const said = await workbench().waitForNotification('click me');
    assert.match(said, /^“A harmless prompt”: The provider refused the request\./);
    const message = workbench().page.locator('.notification-list-item-message', { hasText: 'click me' });
    assert.equal(await message.locator('a').count(), 0);
    assert.equal(await message.locator('.codicon').count(), 0);
    await workbench().screenshot('errors-hostile-notification');
  });

  it('a key that is refused can be set anew at once', async () => {
    providers().imini.script({ kind: 'unauthorized' });
    await generateFromPalette('A key that was revoked');
    const message = 'The provider refused the API key.';
    assert.deepEqual(await workbench().notificationButtons(message), ['Set API Key']);
    await workbench().clickNotificationButton({ message, button: 'Set API Key' });
    await workbench().waitForQuickInput('Easel: API Key of imini');
    await workbench().closeQuickInput();
  });

  it('an error of the server may have been billed, and says so', async () => {
    providers().imini.script({ kind: 'serverError' });
    await generateFromPalette('A broken server');
    assert.match(await workbench().waitForNotification('HTTP 500'), /It may have been billed\./);
  });

  it('another ratio than was asked for is said beside the image', async () => {
    providers().imini.script({ kind: 'wrongSize' });
    await panel().open();
    await panel().chooseModel('imini/google/nano-banana-pro');
    await panel().chooseOption('aspect-ratio', '1:1');
    await panel().generate('A square');
    const tile = await panel().waitForResult('a-square.png');
    assert.match(await tile.innerText(), /Requested the ratio 1:1, got \d+ × \d+\./);
    await workbench().screenshot('errors-other-ratio');
  });

  it('another ratio than was asked for is said in a notification', async () => {
    providers().imini.script({ kind: 'wrongSize' });
    await generateFromPalette('Another square');
    const said = await workbench().waitForNotification('Requested the ratio');
    assert.match(said, /^images\/another-square\.png: Requested the ratio 1:1, got \d+ × \d+\./);
    await workspaceFiles(workbench().workspaceFolder).waitForFile('images/another-square.png');
  });

  it('the panel shows what the model said when it refuses', async () => {
    providers().blue.script({ kind: 'policy', form: 'image' });
    await generateInPanel('Something forbidden');
    assert.match(await panel().waitForJob('failed'), /content policy/);
    assert.match(await panel().jobDetail(), /I cannot draw that, since it is against my rules\./);
    await workbench().screenshot('errors-policy-panel');
    await panel().dismissJobs();
  });

  it('a hostile message is only text in the panel', async () => {
    providers().blue.script(hostile);
    await generateInPanel('Another harmless prompt');
    await panel().waitForJob('failed');
    const detail = await panel().jobDetail();
    assert.ok(detail.includes(hostile.message), detail);
    assert.equal(await panel().jobs.locator('a, b, img').count(), 0);
    await workbench().screenshot('errors-hostile-panel');
    await panel().dismissJobs();
  });

  it('a model that only talks is quoted', async () => {
    providers().blue.script({ kind: 'noImage', form: 'text', text: 'Which harbor do you mean?' });
    await generateInPanel('The harbor');
    assert.match(await panel().waitForJob('failed'), /without an image.* Which harbor do you mean\?/);
    await panel().dismissJobs();
  });
});
