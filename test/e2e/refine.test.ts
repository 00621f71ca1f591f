import assert from 'node:assert/strict';
import { findViolations } from './axe';
import { panelPage } from './panelPage';
import { describeWithProviders, setBothKeys } from './providers';
import { stagePage } from './stagePage';
import { until } from './until';
import { workspaceFiles } from './workspaceFiles';

describeWithProviders('Refining an image', {}, (workbench, providers) => {
  const panel = () => panelPage(workbench());
  const stage = () => stagePage(panel());
  const files = () => workspaceFiles(workbench().workspaceFolder);
  const press = (key: string) => workbench().page.keyboard.press(key);
  const caption = async (): Promise<string> => (await stage().captions())[0] ?? '';

  before('generate an image', async () => {
    await setBothKeys(workbench(), providers());
    await panel().open();
    await panel().chooseModel('imini/google/nano-banana-2');
    await panel().generate('A boat');
    const tile = await panel().waitForResult('a-boat.png');
    await tile.hover();
    await tile.getByTestId('result-refine').click();
    await stage().stage.waitFor();
  });

  it('begins with the box and the model of the form', async () => {
    assert.equal(await stage().focused(), 'refine-prompt');
    assert.equal(await caption(), 'images/a-boat.png');
    assert.equal(await stage().byTestId('refine-model').inputValue(), 'imini/google/nano-banana-2');
    assert.equal(await stage().byTestId('versions').isVisible(), false);
  });

  it('makes an edit with the image as first reference, saved beside it, by keys alone', async () => {
    await workbench().page.keyboard.type('Paint it red');
    await press('ControlOrMeta+Enter');
    await until('the edit is shown', async () => (await caption()) === 'images/a-boat-edit.png');
    const request = providers().imini.tasks.at(-1)?.request;
    assert.ok(request);
    assert.equal(request.prompt, 'Paint it red');
    assert.deepEqual(
      request.references.map(({ sha256 }) => sha256),
      [await files().sha256Of('images/a-boat.png')],
    );
    assert.equal(await stage().byTestId('refine-prompt').inputValue(), '');
    assert.equal(await stage().byTestId('version').count(), 2);
    await workbench().screenshot('refine-versions');
  });

  it('goes on from what came of it', async () => {
    await stage().byTestId('refine-prompt').fill('Add a gull');
    await stage().byTestId('refine-go').click();
    await until('the next is shown', async () => (await caption()) === 'images/a-boat-edit-2.png');
    assert.deepEqual(
      providers()
        .imini.tasks.at(-1)
        ?.request.references.map(({ sha256 }) => sha256),
      [await files().sha256Of('images/a-boat-edit.png')],
    );
    assert.equal(await stage().byTestId('version').count(), 3);
  });

  it('any version can be gone back to, by keys, and both branches stay', async () => {
    await stage().byTestId('version').nth(2).focus();
    await press('Home');
    await press('Enter');
    await until('the first is shown', async () => (await caption()) === 'images/a-boat.png');
    await stage().byTestId('refine-prompt').fill('At night');
    await stage().byTestId('refine-go').click();
    await until('the branch is shown', async () => (await caption()) === 'images/a-boat-edit-3.png');
    const names = await stage()
      .byTestId('version')
      .evaluateAll((buttons) => buttons.map((button) => button.getAttribute('aria-label')));
    assert.deepEqual(names, [
      'Version 1 of 4: A boat',
      'Version 2 of 4: Paint it red',
      'Version 3 of 4: Add a gull',
      'Version 4 of 4: At night',
    ]);
    await workbench().screenshot('refine-branch');
  });

  it('is compared with what it was made from', async () => {
    await stage().byTestId('refine-compare').click();
    await stage().byTestId('compare-panes').waitFor();
    assert.deepEqual(await stage().captions(), [
      'Before: images/a-boat.png',
      'After: images/a-boat-edit-3.png',
    ]);
    await press('Escape');
    await stage().waitUntilClosed();
  });

  it('closing it, or comparing in between, throws away nothing that was typed', async () => {
    const refine = async (): Promise<void> => {
      const tile = await panel().waitForResult('a-boat-edit.png');
      await tile.hover();
      await tile.getByTestId('result-refine').click();
      await stage().byTestId('refine-prompt').waitFor();
    };
    const typed = (): Promise<string> => stage().byTestId('refine-prompt').inputValue();
    await refine();
    await stage().byTestId('refine-prompt').fill('Add a lighthouse');
    await press('Escape');
    await stage().waitUntilClosed();
    await refine();
    assert.equal(await typed(), 'Add a lighthouse');
    await stage().byTestId('refine-compare').click();
    await stage().byTestId('compare-panes').waitFor();
    await press('Escape');
    await stage().waitUntilClosed();
    await refine();
    assert.equal(await typed(), 'Add a lighthouse');
    await workbench().openFile('README.md');
    await panel().open();
    await refine();
    assert.equal(await typed(), 'Add a lighthouse');
    await stage().byTestId('refine-prompt').fill('');
    await press('Escape');
    await stage().waitUntilClosed();
  });

  it('a job that fails keeps what was typed and says why', async () => {
    const tile = await panel().waitForResult('a-boat.png');
    await tile.hover();
    await tile.getByTestId('result-refine').click();
    await stage().byTestId('refine-prompt').fill('Make it snow');
    providers().imini.script({ kind: 'serverError' });
    await stage().byTestId('refine-go').click();
    await until('it says why', async () =>
      (await stage().byTestId('refine-note').innerText()).includes('error (HTTP'),
    );
    await workbench().screenshot('refine-failed');
    assert.equal(await stage().byTestId('refine-prompt').inputValue(), 'Make it snow');
    assert.equal(await stage().byTestId('refine-go').getAttribute('aria-disabled'), null);
  });

  it('what is typed while the image is made stays when it arrives', async () => {
    providers().imini.script({ kind: 'hold' });
    await stage().byTestId('refine-go').click();
    await providers().imini.waitForHeld();
    assert.ok(await stage().byTestId('refine-work').isVisible());
    await stage().byTestId('refine-prompt').fill('Make it ');
    providers().imini.release();
    await until('the edit is shown', async () => (await caption()) === 'images/a-boat-edit-4.png');
    await workbench().page.keyboard.type('night');
    assert.equal(await stage().byTestId('refine-prompt').inputValue(), 'Make it night');
    assert.equal(await stage().byTestId('refine-work').isVisible(), false);
  });

  it('closing it stops nothing, and what comes later opens nothing', async () => {
    providers().imini.script({ kind: 'hold' });
    await stage().byTestId('refine-go').click();
    await providers().imini.waitForHeld();
    await stage().byTestId('refine-prompt').focus();
    await press('Escape');
    await stage().waitUntilClosed();
    providers().imini.release();
    await panel().waitForResult('a-boat-edit-5.png');
    assert.equal(await stage().stage.isVisible(), false);
  });

  it('goes on with the conversation where the model has one, and says so and what it costs', async () => {
    await panel().chooseModel('infinityblue/nanobanana_pro');
    await panel().generate('A kite');
    await (await panel().waitForResult('a-boat-edit.png')).hover();
    await workbench().page.mouse.wheel(0, -10_000);
    const tile = await panel().waitForResult('a-kite.png');
    await tile.hover();
    await tile.getByTestId('result-refine').click();
    const words = (id: string): Promise<string> => stage().byTestId(id).innerText();
    const chooseModel = (key: string) => stage().byTestId('refine-model').selectOption(key);
    await until('the way is said', async () => (await words('refine-way')).startsWith('Continues'));
    assert.equal(await words('refine-price'), 'price unknown');
    await chooseModel('imini/google/nano-banana-2');
    assert.equal(await words('refine-way'), 'Sends the image as a reference.');
    assert.match(await words('refine-price'), /^about .* imini credits \(prices of April 2026\)$/u);
    await chooseModel('infinityblue/nanobanana_pro');
    await stage().byTestId('refine-prompt').fill('Give it a tail');
    await workbench().screenshot('refine-conversation');
    assert.deepEqual(await findViolations(await workbench().panelFrame()), []);
    await stage().byTestId('refine-go').click();
    await until('the next is shown', async () => (await caption()) === 'images/a-kite-edit.png');
    const { prompt, references, body } = providers().blue.requests.at(-1)!;
    assert.deepEqual([prompt, references], ['Give it a tail', []]);
    const { contents } = body as { readonly contents: readonly { readonly role: string }[] };
    assert.deepEqual(
      contents.map(({ role }) => role),
      ['user', 'model', 'user'],
    );
    assert.equal(await stage().byTestId('version').count(), 2);
  });
});
