import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readRecipe } from '../../src/core/image/metadata/readRecipe';
import { encodeJpeg } from '../servers/jpeg';
import { fixtures } from '../unit/core/image/fixtures';
import { makeHeic } from '../unit/core/image/samples';
import { panelPage } from './panelPage';
import { describeWithProviders, setBothKeys } from './providers';
import { until } from './until';
import { workspaceFiles } from './workspaceFiles';

const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 50"><rect width="100" height="50" fill="teal"/></svg>`;

/** 5000 × 1000 pixels on its side: it is shown 1000 pixels wide and 5000 high. */
function makeLargePhoto(): Buffer {
  const jpeg = encodeJpeg({ width: 5000, height: 1000, keyword: 'test', text: 'large' });
  // One directory of one entry: orientation 6.
  const exif = Buffer.from(
    '457869660000' + '49492a0008000000' + '0100' + '1201030001000000' + '06000000' + '00000000',
    'hex',
  );
  const segment = Buffer.from([0xff, 0xe1, 0, exif.length + 2]);
  return Buffer.concat([jpeg.subarray(0, 2), segment, exif, jpeg.subarray(2)]);
}

function makeAnimatedGif(): Buffer {
  const { gif } = fixtures;
  const loop = Buffer.from('21ff0b4e45545343415045322e300301000000', 'hex');
  const start = gif.indexOf(0x2c);
  const frame = gif.subarray(start, -1);
  return Buffer.concat([gif.subarray(0, start), loop, frame, frame, gif.subarray(-1)]);
}

const files = {
  'raw/sprite.bmp': fixtures.bmp,
  'raw/moving.gif': makeAnimatedGif(),
  'raw/photo.avif': fixtures.avif,
  'raw/plan.svg': svg,
  'raw/large.jpg': makeLargePhoto(),
  'raw/phone.heic': makeHeic(),
  'raw/broken.bmp': fixtures.bmp.subarray(0, 60),
};

const settings = { 'easel.showWhatIsSent': true };

describeWithProviders('References in the panel', { files, settings }, (workbench, providers) => {
  const panel = () => panelPage(workbench());
  const disk = () => workspaceFiles(workbench().workspaceFolder);
  const tileOf = (name: string) => panel().references.filter({ hasText: name }).first();
  const noteOf = (name: string, expected: RegExp) =>
    until(`the tile of ${name} says ${String(expected)}`, async () => {
      const note = await tileOf(name).getByTestId('reference-note').innerText();
      return expected.test(note) && note;
    });
  const lastReferences = () => providers().imini.tasks.at(-1)?.request.references ?? [];

  /** By the picker, one after the other: its list may be longer than what is in view, and scroll. */
  async function add(...paths: readonly string[]): Promise<void> {
    for (const path of paths) {
      await panel().frame.getByTestId('add-references').click();
      await workbench().page.locator('.quick-input-list .monaco-list-row').first().waitFor();
      await workbench().filterQuickItems(path);
      await workbench().pickQuickItems([path]);
      await tileOf(path.replace(/^.*\//, '')).waitFor();
    }
  }

  async function removeAll(): Promise<void> {
    for (let left = await panel().references.count(); left > 0; left--) {
      await panel().references.first().locator('[data-stop]').press('Delete');
      await until('it is removed', async () => (await panel().references.count()) === left - 1);
    }
  }

  /** What a browser does when files of the operating system are dropped. */
  async function dropFromOutside(name: string, bytes: Uint8Array): Promise<void> {
    const field = panel().frame.locator('.field:has([data-testid="add-references"])');
    await field.evaluate(
      (element, { fileName, content }) => {
        const dataTransfer = new DataTransfer();
        dataTransfer.items.add(new File([new Uint8Array(content)], fileName));
        for (const type of ['dragover', 'drop']) {
          element.dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true }));
        }
      },
      { fileName: name, content: Array.from(bytes) },
    );
  }

  const complaints: string[] = [];

  before('store the keys and open the panel', async () => {
    workbench().page.on('console', (message) => {
      if (message.text().includes('Content Security Policy')) {
        complaints.push(message.text());
      }
    });
    await setBothKeys(workbench(), providers());
    await panel().open();
  });

  it('are picked from a list with small pictures', async () => {
    await panel().frame.getByTestId('add-references').click();
    const { page } = workbench();
    const pictures = page.locator('.quick-input-list .monaco-list-row .quick-input-list-icon');
    await pictures.first().waitFor();
    const pictureOf = (name: string) =>
      page
        .locator('.quick-input-list .monaco-list-row', { hasText: name })
        .locator('.quick-input-list-icon')
        .evaluate((icon) => getComputedStyle(icon).backgroundImage);
    assert.match(await pictureOf('assets/logo.png'), /^url\(.*logo\.png/);
    await workbench().screenshot('references-picker');
    // Letters in their order, with others between them.
    await page.keyboard.type('asslog');
    await until('the one that is meant is left', async () => {
      return (await workbench().quickInputItems()).join() === 'assets/logo.png';
    });
    await workbench().closeQuickInput();
  });

  it('of the workspace that go to a host for the first time are said in one line, which can be turned off', async () => {
    await add('assets/sun.png');
    await panel().generate('First');
    await workbench().waitForNotification(
      /^Easel sends assets\/sun\.png to 127\.0\.0\.1:\d+, with the prompt\.$/,
    );
    await workbench().screenshot('references-what-is-sent');
    await workbench().clickNotificationButton({ message: 'Easel sends', button: "Don't Show Again" });
    await panel().waitForResult('first.png');
    await panel().chooseModel('infinityblue/nanobanana_pro');
    await panel().generate('Second');
    await panel().waitForResult('second.png');
    assert.deepEqual(await workbench().notificationTexts(), []);
    await panel().chooseModel('imini/google/nano-banana-pro');
    await removeAll();
  });

  it('of formats that the model does not take are converted, and the tile says so', async () => {
    await add('raw/moving.gif', 'raw/plan.svg', 'raw/sprite.bmp');
    assert.equal(await noteOf('sprite.bmp', /PNG/), 'converted to PNG');
    assert.equal(await noteOf('moving.gif', /PNG/), 'converted to PNG, first frame only');
    assert.equal(await noteOf('plan.svg', /PNG/), 'converted to PNG, drawn at 2048 × 1024');
    await workbench().screenshot('references-converted');
    await panel().generate('A sprite of the plan');
    await panel().waitForResult('a-sprite-of-the-plan.png');
    assert.deepEqual(
      lastReferences().map(({ mediaType, width, height }) => ({ mediaType, width, height })),
      [
        { mediaType: 'image/png', width: 24, height: 16 },
        { mediaType: 'image/png', width: 2048, height: 1024 },
        { mediaType: 'image/png', width: 24, height: 16 },
      ],
    );
  });

  it('that were converted stand in the recipe as the files they are, with what was sent', async () => {
    const recipe = readRecipe(await disk().read('images/a-sprite-of-the-plan.png'), 'png');
    assert.deepEqual(recipe?.references[2], {
      path: 'raw/sprite.bmp',
      sha256: createHash('sha256').update(fixtures.bmp).digest('hex'),
      use: 'asset',
      sentAs: { format: 'png', width: 24, height: 16 },
    });
    assert.ok((await disk().read('raw/sprite.bmp')).equals(fixtures.bmp));
  });

  it('with too many pixels are scaled down, upright', async () => {
    await removeAll();
    await add('raw/large.jpg');
    assert.equal(await noteOf('large.jpg', /scaled/), 'turned upright, scaled to 819 × 4096, in RGB');
    await panel().generate('A tall tower');
    await panel().waitForResult('a-tall-tower.png');
    const [{ mediaType, width, height } = {}] = lastReferences();
    assert.deepEqual([mediaType, width, height], ['image/jpeg', 819, 4096]);
  });

  it('that no browser opens, or that are broken, are refused by name before anything is paid', async () => {
    await removeAll();
    const paid = providers().imini.tasks.length;
    await add('raw/phone.heic', 'raw/broken.bmp');
    const field = panel().frame.locator('#references-problem');
    await until('both are named', async () => {
      const text = await field.innerText();
      return (
        /phone\.heic is HEIC.*Export it as PNG or JPEG/.test(text) &&
        text.includes('broken.bmp is incomplete: the file ends before the image does')
      );
    });
    await panel().prompt.fill('Never sent');
    await panel().generateButton.click({ force: true });
    assert.equal(providers().imini.tasks.length, paid);
    await workbench().screenshot('references-refused');
  });

  it('come from Explorer by a drag with Shift held', async () => {
    await removeAll();
    const row = await workbench().explorerRow('assets/sun.png');
    const target = panel().frame.getByTestId('add-references');
    const from = (await row.boundingBox())!;
    const to = (await target.boundingBox())!;
    const { mouse, keyboard } = workbench().page;
    await mouse.move(from.x + 60, from.y + from.height / 2);
    await mouse.down();
    await keyboard.down('Shift');
    await mouse.move(from.x + 80, from.y + from.height / 2 + 3, { steps: 3 });
    await mouse.move(to.x + to.width / 2, to.y + to.height / 2, { steps: 8 });
    await workbench().screenshot('references-drag');
    await mouse.up();
    await keyboard.up('Shift');
    assert.deepEqual(await panel().referenceNames(1), ['assets/sun.png']);
  });

  it('come from the operating system by a drop, and go to the provider byte for byte', async () => {
    await removeAll();
    await dropFromOutside('Harbor at Dusk.jpg', await disk().read('assets/harbor.jpg'));
    const [name] = await panel().referenceNames(1);
    assert.match(name!, /\/references\/imported\/harbor-at-dusk-[0-9a-f]{8}\.jpg$/);
    await panel().generate('A dropped harbor');
    await panel().waitForResult('a-dropped-harbor.png');
    assert.deepEqual(
      lastReferences().map(({ sha256 }) => sha256),
      [await disk().sha256Of('assets/harbor.jpg')],
    );
    const recipe = readRecipe(await disk().read('images/a-dropped-harbor.png'), 'png');
    assert.match(recipe?.references[0]?.path ?? '', /^harbor-at-dusk-[0-9a-f]{8}\.jpg$/);
  });

  it('that were dropped and are no images are refused by name', async () => {
    await dropFromOutside('notes.png', Buffer.from('no image'));
    await workbench().waitForNotification(/notes\.png is not an image/);
    await dropFromOutside('layers.psd', Buffer.from('8BPS\0\x01', 'latin1'));
    await workbench().waitForNotification(/layers\.psd is a Photoshop file.*Export it as PNG or JPEG/);
    assert.equal(await panel().references.count(), 1);
    await workbench().clearNotifications();
  });

  it('are pasted from the clipboard with the keyboard, also while the prompt is written', async () => {
    await removeAll();
    await panel().prompt.click();
    const png = await disk().read('assets/sun.png');
    await panel()
      .frame.locator('body')
      .evaluate(async (_, content) => {
        const blob = new Blob([new Uint8Array(content)], { type: 'image/png' });
        await navigator.clipboard.write([new ClipboardItem({ 'image/png': blob })]);
      }, Array.from(png));
    await workbench().page.keyboard.press('ControlOrMeta+v');
    const [name] = await panel().referenceNames(1);
    assert.match(name!, /\/references\/imported\/image-[0-9a-f]{8}\.png$/);
    await workbench().screenshot('references-pasted');
  });

  it('can be moved and removed with the keyboard alone', async () => {
    await removeAll();
    await add('assets/logo.png', 'assets/sun.png', 'assets/waves.webp');
    await panel().references.first().locator('[data-stop]').focus();
    const { keyboard } = workbench().page;
    await keyboard.press('Alt+ArrowRight');
    assert.deepEqual(await panel().referenceNames(3), [
      'assets/sun.png',
      'assets/logo.png',
      'assets/waves.webp',
    ]);
    await keyboard.press('ArrowRight');
    await keyboard.press('Delete');
    assert.deepEqual(await panel().referenceNames(2), ['assets/sun.png', 'assets/logo.png']);
  });

  it('that are open in an editor stand first in the list', async () => {
    await removeAll();
    await workbench().openFromExplorer('assets/waves.webp');
    await panel().open();
    await panel().frame.getByTestId('add-references').click();
    await until('the open image is first', async () => {
      return (await workbench().quickInputItems())[0] === 'assets/waves.webp';
    });
    await workbench().screenshot('references-open-image');
    await workbench().pickQuickItems(['assets/waves.webp']);
    assert.deepEqual(await panel().referenceNames(1), ['assets/waves.webp']);
  });

  it('of a command that must be converted first open the panel with the form filled', async () => {
    await removeAll();
    const paid = providers().imini.tasks.length;
    await workbench().explorerContextMenu(['raw/photo.avif'], ['Easel', 'Edit Image…']);
    await workbench().fillQuickInput('Make it blue');
    assert.equal(await noteOf('photo.avif', /PNG/), 'converted to PNG');
    assert.equal(await panel().prompt.inputValue(), 'Make it blue');
    assert.equal(await panel().frame.locator('.folder').innerText(), 'raw');
    assert.equal(providers().imini.tasks.length, paid);
    await panel().generateButton.click();
    await disk().waitForFile('raw/make-it-blue.png');
    // Once it is converted, the command needs the panel no more.
    await workbench().explorerContextMenu(['raw/photo.avif'], ['Easel', 'Edit Image…']);
    await workbench().fillQuickInput('Make it red');
    await disk().waitForFile('raw/photo-edit.png');
    assert.equal(lastReferences()[0]?.mediaType, 'image/png');
    await workbench().waitForTab('photo-edit.png');
    await panel().open();
  });

  it('load and convert within the content security policy of the page', () => {
    assert.deepEqual(complaints, []);
  });

  it('look right in every theme, and in a narrow panel', async () => {
    await removeAll();
    await panel().chooseModel('imini/google/nano-banana-pro');
    await add('assets/logo.png', 'raw/large.jpg', 'raw/phone.heic', 'raw/plan.svg');
    await noteOf('plan.svg', /drawn/);
    await workbench().setTheme('light');
    await panel().open();
    await noteOf('plan.svg', /drawn/);
    await workbench().screenshot('references-light');
    await workbench().setTheme('hc-black');
    await workbench().runCommand('View: Toggle Primary Side Bar Visibility');
    await workbench().page.setViewportSize({ width: 376, height: 900 });
    await panel().open();
    await noteOf('plan.svg', /drawn/);
    const { scroll, client } = await panel()
      .frame.locator('html')
      .evaluate((html) => ({ scroll: html.scrollWidth, client: html.clientWidth }));
    assert.ok(scroll <= client, `${scroll} pixels of content in ${client}`);
    await workbench().screenshot('references-narrow');
  });
});
