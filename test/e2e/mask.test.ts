import assert from 'node:assert/strict';
import type { RecordedMask } from '../servers/maskFile';
import { startOpenaiServer } from '../servers/openai';
import type { ServerControls } from '../servers/controls';
import { findViolations } from './axe';
import { describeInWorkbench } from './describeInWorkbench';
import { panelPage } from './panelPage';
import { stagePage } from './stagePage';
import { until } from './until';

let server: ServerControls | undefined;

const options = async () => {
  server = await startOpenaiServer({ key: '' });
  return { settings: { 'easel.providers': [{ id: 'openai', baseUrl: server.url, auth: 'none' }] } };
};

describeInWorkbench('Marking what changes', options, (workbench) => {
  const panel = () => panelPage(workbench());
  const stage = () => stagePage(panel());
  const press = (key: string) => workbench().page.keyboard.press(key);
  const surface = () => stage().byTestId('mask-surface');
  const share = () => stage().byTestId('mask-share').innerText();

  after('stop the server', () => server?.stop());

  async function open(): Promise<void> {
    await panel().clickInReference(0, 'Mark What Changes…');
    await until('the image is shown', async () => (await share()) !== '');
  }

  async function drag(from: readonly [number, number], to: readonly [number, number]): Promise<void> {
    const box = await surface().boundingBox();
    assert.ok(box);
    const { mouse } = workbench().page;
    await mouse.move(box.x + box.width * from[0], box.y + box.height * from[1]);
    await mouse.down();
    await mouse.move(box.x + box.width * to[0], box.y + box.height * to[1], { steps: 5 });
    await mouse.up();
  }

  async function done(): Promise<void> {
    await stage().byTestId('mask-done').click();
    await stage().waitUntilClosed();
  }

  /** Opacity at a place, in parts of the width and height. */
  const alphaAt = ({ width, height, alpha }: RecordedMask, x: number, y: number): number | undefined =>
    alpha?.[Math.floor(y * height) * width + Math.floor(x * width)];

  async function generate(prompt: string, name: string): Promise<RecordedMask | undefined> {
    await panel().generate(prompt);
    await panel().waitForResult(name);
    return server?.requests.filter(({ path }) => path.includes('/images/')).at(-1)?.mask;
  }

  before('open the panel with a reference', async () => {
    await panel().open();
    await panel().chooseModel('openai/gpt-image-2');
    await panel().addReferences(['assets/landscape.png']);
    await panel().referenceNames(1);
  });

  it('is painted with the mouse, and arrives transparent in that place and opaque elsewhere', async () => {
    await open();
    assert.equal(await share(), 'Nothing is marked.');
    assert.equal(await stage().focused(), 'mask-surface');
    await drag([0.2, 0.3], [0.4, 0.3]);
    await until('something is marked', async () => (await share()).includes('% is marked'));
    const painted = await share();
    await press('Escape');
    await stage().waitUntilClosed();
    await open();
    await until('it is there as it was left', async () => (await share()) === painted);
    await workbench().screenshot('mask-painted');
    await done();
    assert.match(await panel().frame.getByTestId('reference-note').innerText(), /part marked/u);
    const mask = await generate('A red boat', 'a-red-boat.png');
    assert.ok(mask);
    for (const x of [0.2, 0.3, 0.4]) {
      assert.equal(alphaAt(mask, x, 0.3), 0);
    }
    for (const [x, y] of [
      [0.6, 0.3],
      [0.3, 0.6],
      [0.05, 0.3],
      [0.99, 0.99],
    ] as const) {
      assert.equal(alphaAt(mask, x, y), 255);
    }
    assert.ok(mask.alpha?.every((value) => value === 0 || value === 255));
    await workbench().screenshot('mask-tile');
  });

  it('is opened again as it was, and worked by keys alone', async () => {
    await panel().frame.getByTestId('mask-edit').click();
    await until('it is shown as it was', async () => (await share()).includes('% is marked'));
    // Erases all, then marks the middle and a line to the right of it.
    await stage().byTestId('mask-clear').focus();
    await press('Enter');
    await until('nothing is left', async () => (await share()) === 'Nothing is marked.');
    await surface().focus();
    await workbench().page.keyboard.down('Space');
    for (let step = 0; step < 4; step++) {
      await press('ArrowRight');
    }
    await workbench().page.keyboard.up('Space');
    await until('the line is marked', async () => (await share()).includes('% is marked'));
    const marked = await share();
    await press('e');
    for (let step = 0; step < 4; step++) {
      await press('+');
    }
    await press('Space');
    await until('the end is erased', async () => (await share()) !== marked);
    await workbench().screenshot('mask-keys');
    await press('ControlOrMeta+z');
    await until('it is there again', async () => (await share()) === marked);
    await press('ControlOrMeta+Shift+z');
    await until('it is erased again', async () => (await share()) !== marked);
    await stage().byTestId('mask-undo').click();
    await until('it is there once more', async () => (await share()) === marked);
    await done();
    const mask = await generate('A green boat', 'a-green-boat.png');
    assert.ok(mask);
    assert.deepEqual([alphaAt(mask, 0.5, 0.5), alphaAt(mask, 0.55, 0.5)], [0, 0]);
    assert.deepEqual(
      [alphaAt(mask, 0.3, 0.3), alphaAt(mask, 0.4, 0.5), alphaAt(mask, 0.8, 0.5)],
      [255, 255, 255],
    );
  });

  it('is a rectangle by numbers, or all but that', async () => {
    await open();
    await stage().byTestId('mask-clear').click();
    await stage().byTestId('mask-by-numbers').click();
    for (const [name, value] of [
      ['left', 0],
      ['top', 0],
      ['width', 64],
      ['height', 48],
    ] as const) {
      await stage().byTestId(`mask-${name}`).fill(String(value));
    }
    await stage().byTestId('mask-width').fill('0');
    await stage().byTestId('mask-rectangle').click();
    const problem = panel().frame.locator('#mask-number-problem');
    assert.equal(await problem.innerText(), 'Width in pixels must be a whole number from 1 to 16384.');
    assert.equal(await stage().focused(), 'mask-width');
    assert.equal(await share(), 'Nothing is marked.');
    await stage().byTestId('mask-width').fill('64');
    await stage().byTestId('mask-rectangle').click();
    assert.equal(await problem.isVisible(), false);
    const scheme = await stage()
      .byTestId('mask-width')
      .evaluate((input) => getComputedStyle(input).colorScheme);
    assert.equal(scheme, 'dark');
    await stage().byTestId('mask-invert').click();
    await workbench().screenshot('mask-rectangle');
    await done();
    const mask = await generate('A blue boat', 'a-blue-boat.png');
    const at = (x: number, y: number) => mask?.alpha?.[y * mask.width + x];
    assert.deepEqual([at(0, 0), at(63, 47), at(64, 47), at(63, 48)], [255, 255, 0, 0]);
  });

  it('goes when another image is the first, with a word, and comes back with its own', async () => {
    await panel().addReferences(['assets/sun.png']);
    await panel().referenceNames(2);
    await panel().references.nth(0).locator('[data-stop]').focus();
    await press('Alt+ArrowRight');
    const line = panel().frame.getByTestId('mask-line');
    await until('it is said', async () => (await line.innerText()).includes('counts only while'));
    assert.equal(await generate('A grey boat', 'a-grey-boat.png'), undefined);
    await panel().references.nth(1).locator('[data-stop]').focus();
    await press('Alt+ArrowLeft');
    await until('it is back', async () =>
      (await line.innerText()).includes('Only the marked part of assets/landscape.png'),
    );
    await panel().clickInReference(1, 'Remove');
  });

  it('keeps Generate back where the model takes none, until it is removed', async () => {
    await panel().chooseModel('gemini/gemini-3-pro-image');
    assert.equal(await panel().generateButton.getAttribute('aria-disabled'), 'true');
    // Once beside the reference, without a line above it that says otherwise.
    assert.equal(await panel().frame.getByTestId('mask-line').innerText(), 'Remove Mark');
    await workbench().screenshot('mask-not-taken');
    await panel().chooseModel('openai/gpt-image-2');
    assert.equal(await panel().generateButton.getAttribute('aria-disabled'), null);
  });

  it('comes back with the recipe of an image that it made', async () => {
    const line = panel().frame.getByTestId('mask-line');
    await panel().frame.getByTestId('mask-remove').click();
    await until('it is removed', async () => !(await line.isVisible()));
    await panel().clickInResult(await panel().waitForResult('a-red-boat.png'), 'useRecipe');
    await line.waitFor();
    const mask = await generate('A red boat again', 'a-red-boat-again.png');
    assert.ok(mask);
    assert.deepEqual([alphaAt(mask, 0.3, 0.3), alphaAt(mask, 0.6, 0.3)], [0, 255]);
  });

  it('is nothing where all is cleared', async () => {
    await open();
    await stage().byTestId('mask-clear').click();
    await done();
    assert.equal(await panel().frame.getByTestId('mask-line').isVisible(), false);
  });

  it('fits in 320 pixels, and axe-core finds nothing', async () => {
    const { page, panelFrame, runCommand, screenshot } = workbench();
    await runCommand('View: Toggle Primary Side Bar Visibility');
    await page.setViewportSize({ width: 376, height: 800 });
    await open();
    await drag([0.3, 0.6], [0.7, 0.5]);
    await stage().byTestId('mask-by-numbers').click();
    const { scroll, client } = await stage().stage.evaluate(({ scrollWidth, clientWidth }) => ({
      scroll: scrollWidth,
      client: clientWidth,
    }));
    assert.ok(scroll <= client, `${scroll} pixels of content in ${client}`);
    await screenshot('mask-narrow');
    assert.deepEqual(await findViolations(await panelFrame()), []);
    await stage().byTestId('mask-cancel').click();
    await stage().waitUntilClosed();
  });
});
