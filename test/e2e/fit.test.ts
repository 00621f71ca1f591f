import assert from 'node:assert/strict';
import { readDimensions } from '../../src/core/image/header/dimensions';
import { readRecipe } from '../../src/core/image/metadata/readRecipe';
import { sniffFormat } from '../../src/core/image/sniff';
import { describeInWorkbench } from './describeInWorkbench';
import { panelPage, type ToolbarAction } from './panelPage';
import { stagePage } from './stagePage';
import { until } from './until';
import { workspaceFiles } from './workspaceFiles';

describeInWorkbench('Fitting an image to a size', {}, (workbench) => {
  const panel = () => panelPage(workbench());
  const stage = () => stagePage(panel());
  const files = () => workspaceFiles(workbench().workspaceFolder);
  const press = (key: string) => workbench().page.keyboard.press(key);
  const takes = () => stage().byTestId('fit-takes').innerText();

  async function saveAs(name: string) {
    await stage().byTestId('fit-save').click();
    await until(`${name} is saved`, async () =>
      (await stage().byTestId('fit-saved').innerText()).includes(name),
    );
    const bytes = await files().read(`images/${name}`);
    const format = sniffFormat(bytes);
    assert.ok(format);
    return { format, size: readDimensions(bytes, format), recipe: readRecipe(bytes, format) };
  }

  /** Its tile may be out of sight. */
  async function open(name: string, action: ToolbarAction = 'fitTo'): Promise<void> {
    const tile = panel().frame.locator(`[data-testid="result"][data-uri$="/${name}"]`);
    await tile.scrollIntoViewIfNeeded();
    await panel().clickInResult(tile, action);
    await stage().stage.waitFor();
  }

  before('generate an image and open the stage', async () => {
    await panel().open();
    await panel().generate('A boat at dusk');
    await panel().waitForResult('a-boat-at-dusk.png');
    await open('a-boat-at-dusk.png');
  });

  it('begins with the image as it is: nothing is cropped', async () => {
    assert.equal(await stage().byTestId('fit-width').inputValue(), '1024');
    assert.match(await takes(), /Keeps an area of 1024 × 1024 pixels, starting at 0, 0\./);
  });

  it('shows what is kept for a common size, and the frame moves by keys and by the mouse', async () => {
    await stage().byTestId('fit-target').selectOption('openGraph');
    assert.match(await takes(), /Keeps an area of 1024 × 538 pixels, starting at 0, 243\./);
    const frame = stage().byTestId('fit-frame');
    await frame.focus();
    await press('Shift+ArrowDown');
    assert.match(await takes(), /starting at 0, 244\./);
    await press('ArrowUp');
    assert.match(await takes(), /starting at 0, 234\./);
    await press('-');
    assert.doesNotMatch(await takes(), /area of 1024/);
    const box = await frame.boundingBox();
    assert.ok(box);
    await workbench().page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await workbench().page.mouse.down();
    await workbench().page.mouse.move(box.x + box.width / 2 - 400, box.y + box.height / 2 - 400);
    await workbench().page.mouse.up();
    await until('it stands in the corner', async () => (await takes()).includes('starting at 0, 0'));
    await workbench().screenshot('fit-crop');
  });

  it('saves a new file of exactly that size beside the image, with the same recipe', async () => {
    const before = await files().sha256Of('images/a-boat-at-dusk.png');
    const { format, size, recipe } = await saveAs('a-boat-at-dusk-1200x630.png');
    assert.deepEqual([format, size], ['png', { width: 1200, height: 630 }]);
    assert.equal(recipe?.prompt, 'A boat at dusk');
    assert.deepEqual(recipe.delivered, { width: 1200, height: 630, format: 'png' });
    assert.deepEqual(recipe.fitted, { path: 'images/a-boat-at-dusk.png', sha256: before });
    assert.equal(await files().sha256Of('images/a-boat-at-dusk.png'), before);
    await workbench().screenshot('fit-saved');
  });

  it('holds the pixels that stood in the frame', async () => {
    const { scale, average } = await panel()
      .frame.locator('html')
      .evaluate(async () => {
        const pixelsOf = async (name: string): Promise<CanvasRenderingContext2D> => {
          // A tile shows a thumbnail; the stage shows the file itself, and the others lie beside it.
          const inStage = document.querySelector<HTMLImageElement>('[data-testid="stage"] img');
          const context = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
          if (!inStage || !context) {
            throw new Error(name);
          }
          const image = new Image();
          image.crossOrigin = 'anonymous';
          image.src = new URL(name, inStage.src).href;
          await image.decode();
          context.canvas.width = image.naturalWidth;
          context.canvas.height = image.naturalHeight;
          context.drawImage(image, 0, 0);
          return context;
        };
        const [whole, fitted] = [
          await pixelsOf('a-boat-at-dusk.png'),
          await pixelsOf('a-boat-at-dusk-1200x630.png'),
        ];
        const words = document.querySelector('[data-testid="fit-takes"]')?.textContent ?? '';
        const taken = Number(/area of (\d+)/.exec(words)?.[1]);
        const at = (context: CanvasRenderingContext2D, x: number, y: number): readonly number[] =>
          Array.from(context.getImageData(Math.round(x), Math.round(y), 1, 1).data);
        // A frame elsewhere would take other stripes and letters.
        let sum = 0;
        for (let x = 10; x < 1200; x += 20) {
          for (let y = 10; y < 630; y += 20) {
            const other = at(whole, (x * taken) / 1200, (y * taken) / 1200);
            sum += Math.abs((at(fitted, x, y)[0] ?? 0) - (other[0] ?? 0));
          }
        }
        const average = sum / (60 * 31);
        return { scale: taken / 1200, average };
      });
    assert.ok(scale > 0.5 && scale < 1, String(scale));
    assert.ok(average < 1.5, `${average} of 255 apart`);
  });

  it('scales without cropping, in another format and quality', async () => {
    await stage().byTestId('fit-mode').getByText('Scale').click();
    await stage().byTestId('fit-width').fill('300');
    await stage().byTestId('fit-height').fill('200');
    assert.match(await takes(), /whole image and its ratio: 200 × 200/);
    await stage().byTestId('fit-format').getByText('JPEG').click();
    await stage().byTestId('fit-quality').fill('40');
    const jpeg = await saveAs('a-boat-at-dusk-200x200.jpg');
    assert.deepEqual([jpeg.format, jpeg.size], ['jpeg', { width: 200, height: 200 }]);
    await stage().byTestId('fit-format').getByText('WebP').click();
    const webp = await saveAs('a-boat-at-dusk-200x200.webp');
    assert.deepEqual([webp.format, webp.size], ['webp', { width: 200, height: 200 }]);
    assert.equal(webp.recipe?.prompt, 'A boat at dusk');
  });

  it('never writes over a file, and is worked by keys alone', async () => {
    await stage().byTestId('fit-save').focus();
    await press('Enter');
    await until('it has a name of its own', async () =>
      (await files().namesIn('images')).includes('a-boat-at-dusk-200x200-2.webp'),
    );
  });

  it('refuses what is no size', async () => {
    await stage().byTestId('fit-width').fill('');
    assert.equal(await stage().byTestId('fit-save').getAttribute('aria-disabled'), 'true');
    await stage().byTestId('fit-width').fill('64');
    assert.equal(await stage().byTestId('fit-save').getAttribute('aria-disabled'), null);
    await stage().byTestId('stage-close').click();
  });

  for (const theme of ['light', 'hc-black', 'hc-light'] as const) {
    it(`looks right in ${theme}`, async () => {
      await workbench().setTheme(theme);
      await panel().open();
      await open('a-boat-at-dusk.png');
      await stage().byTestId('fit-target').selectOption('gitHub');
      await until('the picture is loaded', () =>
        stage()
          .stage.locator('.fit-picture')
          .evaluate((image) => image instanceof HTMLImageElement && image.naturalWidth > 0),
      );
      await workbench().screenshot(`fit-${theme}`);
      await stage().byTestId('stage-close').click();
    });
  }

  it('deletes the original afterwards where that is wished, through the deletion of VS Code', async () => {
    await open('a-boat-at-dusk.png');
    await stage().byTestId('fit-target').selectOption('icon64');
    await stage().byTestId('fit-discard').check();
    await stage().byTestId('fit-save').click();
    await workbench().answerDialog('Delete Permanently');
    await stage().waitUntilClosed();
    const names = await files().namesIn('images');
    assert.ok(names.includes('a-boat-at-dusk-64x64.png') && !names.includes('a-boat-at-dusk.png'));
  });

  it('fits in 320 pixels', async () => {
    await workbench().setTheme('dark');
    await workbench().runCommand('View: Toggle Primary Side Bar Visibility');
    await workbench().page.setViewportSize({ width: 376, height: 800 });
    await panel().open();
    for (const action of ['fitTo', 'refine', 'compare'] as const) {
      await open('a-boat-at-dusk-1200x630.png', action);
      const { scroll, client } = await stage().stage.evaluate(({ scrollWidth, clientWidth }) => ({
        scroll: scrollWidth,
        client: clientWidth,
      }));
      assert.ok(scroll <= client, `${action}: ${scroll} pixels of content in ${client}`);
      await workbench().screenshot(`narrow-${action}`);
      await stage().byTestId('stage-close').click();
      await stage().waitUntilClosed();
    }
  });
});
