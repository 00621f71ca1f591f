import { mkdir, writeFile } from 'node:fs/promises';
import { encode } from 'modern-gif';
import type { Page } from 'playwright-core';
import { inProject } from '../host/project.mjs';
import { startIminiServer } from '../servers/imini';
import { openWorkbench, type Workbench } from '../e2e/workbench';
import { setKey } from './setKey';

const largestBytes = 250_000;
const size = { width: 800, height: 500 };
const prompt = 'A harbor at first light';
const file = 'a-harbor-at-first-light.png';

interface StripFrame {
  readonly png: Buffer;
  readonly milliseconds: number;
}

/** Takes the way from the Command Palette to a saved image as an animated picture. */
export async function takeAnimation(): Promise<void> {
  const imini = await startIminiServer();
  const workbench = await openWorkbench({
    viewport: size,
    settings: {
      'easel.providers': [{ id: 'imini', baseUrl: imini.url }],
      'editor.minimap.enabled': false,
      'outline.showFiles': false,
      'window.commandCenter': false,
      'workbench.layoutControl.enabled': false,
    },
  });
  try {
    await setKey(workbench, { provider: 'imini', key: imini.key });
    const gif = await toGif(workbench.page, await act(workbench));
    if (gif.byteLength > largestBytes) {
      throw new Error(`The animation has ${gif.byteLength} bytes, more than ${largestBytes}`);
    }
    await mkdir(inProject('docs', 'images'), { recursive: true });
    await writeFile(inProject('docs', 'images', 'palette.gif'), gif);
    console.log(`palette.gif: ${(gif.byteLength / 1000).toFixed(0)} kB`);
  } finally {
    await workbench.dispose();
    await imini.stop();
  }
}

async function act(workbench: Workbench): Promise<readonly StripFrame[]> {
  const { page } = workbench;
  const frames: StripFrame[] = [];
  const take = async (milliseconds: number): Promise<void> => {
    frames.push({ png: await page.screenshot({ caret: 'hide' }), milliseconds });
  };
  const type = async (pieces: readonly string[]): Promise<void> => {
    for (const piece of pieces) {
      await page.keyboard.type(piece);
      await take(160);
    }
  };
  await workbench.openFile('README.md');
  await workbench.waitForTab('README.md');
  await take(900);
  await page.keyboard.press('F1');
  const row = page.locator('.quick-input-list .monaco-list-row').first();
  await row.waitFor();
  await type(['ease', 'l gen', 'erate']);
  await row.filter({ hasText: 'Generate Image' }).waitFor();
  await take(900);
  await page.keyboard.press('Enter');
  await workbench.waitForQuickInput('Easel: Generate Image');
  await take(700);
  await type(prompt.split(/(?= )/u));
  await take(900);
  await page.keyboard.press('Enter');
  await page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
  await take(700);
  await workbench.waitForTab(file);
  await workbench.explorerRow(`images/${file}`);
  await showImage(workbench);
  await take(3500);
  return frames;
}

/** Waits until the preview has drawn the image. */
async function showImage(workbench: Workbench): Promise<void> {
  const preview = await workbench.panelFrame('.image-container img, body.image img, img');
  await preview.locator('img').first().waitFor();
  await preview.evaluate(() => Promise.all(Array.from(document.images, (image) => image.decode())));
}

async function toGif(page: Page, frames: readonly StripFrame[]): Promise<Uint8Array> {
  const encoded = [];
  for (const { png, milliseconds } of frames) {
    encoded.push({ data: await pixelsOf(page, png), delay: milliseconds });
  }
  return new Uint8Array(await encode({ ...size, frames: encoded, maxColors: 255 }));
}

/** The browser is at hand, and knows PNG. */
async function pixelsOf(page: Page, png: Buffer): Promise<Uint8ClampedArray<ArrayBuffer>> {
  const pixels = await page.evaluate(async (base64) => {
    const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
    const bitmap = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
    const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d')!;
    context.drawImage(bitmap, 0, 0);
    const { data } = context.getImageData(0, 0, bitmap.width, bitmap.height);
    let text = '';
    for (let start = 0; start < data.length; start += 32_768) {
      text += String.fromCharCode(...data.subarray(start, start + 32_768));
    }
    return btoa(text);
  }, png.toString('base64'));
  return Uint8ClampedArray.from(Buffer.from(pixels, 'base64'));
}
