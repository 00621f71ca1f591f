// npm run screenshots: makes the pictures of README.md and docs from the installed VSIX, so that they stay true.
import { mkdir } from 'node:fs/promises';
import type { Frame } from 'playwright-core';
import { inProject } from '../host/project.mjs';
import { startInfinityBlueServer } from '../servers/infinityBlue';
import { startIminiServer } from '../servers/imini';
import { until } from '../e2e/until';
import { openWorkbench } from '../e2e/workbench';

const folder = inProject('docs', 'images');
const imini = await startIminiServer();
const blue = await startInfinityBlueServer();
const workbench = await openWorkbench({
  viewport: { width: 1200, height: 760 },
  settings: {
    'easel.providers': [
      { id: 'imini', baseUrl: imini.url },
      { id: 'infinityblue', baseUrl: blue.url },
    ],
  },
});

try {
  await mkdir(folder, { recursive: true });
  await setKey('imini', imini.key);
  await setKey('InfinityBlue', blue.key);
  await showSubmenu(['assets/landscape.png', 'assets/sun.png']);
  await picture('explorer');
  await workbench.page.keyboard.press('Escape');
  await workbench.page.keyboard.press('Escape');
  await workbench.explorerContextMenu(
    ['assets/landscape.png', 'assets/sun.png'],
    ['Easel', 'Use as Image Reference'],
  );
  const prompts = [
    'A lighthouse on a cliff at dusk, flat illustration',
    'Paper boats on a calm lake, soft morning light',
    'A small observatory above the clouds',
  ];
  for (const [index, prompt] of prompts.entries()) {
    await generate(prompt, index + 1);
  }
  await fillPrompt('The harbour at first light, in the style of the references');
  await picture('panel-dark');
  await workbench.setTheme('light');
  await until('the page is drawn in the new theme', async () => (await shownResults()) === prompts.length);
  await workbench.page.locator('.part.editor').screenshot({ path: `${folder}/panel-light.png` });
} finally {
  await workbench.dispose();
  await Promise.all([imini.stop(), blue.stop()]);
}

async function setKey(provider: string, key: string): Promise<void> {
  await workbench.runCommand('Easel: Set API Key');
  await workbench.pickQuickItem(provider);
  await workbench.fillQuickInput(key);
  await workbench.waitForNotification(/API key/u);
  await workbench.clearNotifications();
}

/** Leaves the context menu of some files open at Easel's submenu. */
async function showSubmenu(paths: readonly string[]): Promise<void> {
  const { page: window } = workbench;
  // The first look waits until the extension's entries are there.
  await workbench.explorerSubmenu(paths, 'Easel');
  await (await workbench.explorerRow(paths.at(-1)!)).click({ button: 'right' });
  await window.locator('.monaco-menu').getByRole('menuitem', { name: 'Easel', exact: true }).hover();
  await window.locator('.monaco-submenu').waitFor();
}

function page(): Promise<Frame> {
  return workbench.panelFrame('[data-testid="prompt"]');
}

async function fillPrompt(prompt: string): Promise<void> {
  await (await page()).locator('[data-testid="prompt"]').fill(prompt);
}

async function generate(prompt: string, expected: number): Promise<void> {
  await fillPrompt(prompt);
  await (await page()).locator('[data-testid="generate"]').click();
  await until(`${expected} results are shown`, async () => (await shownResults()) === expected);
}

/** Results whose picture has been loaded and decoded. */
async function shownResults(): Promise<number> {
  return (await page())
    .locator('[data-testid="result"] img')
    .evaluateAll((images) => images.filter((image) => (image as HTMLImageElement).naturalWidth > 0).length);
}

async function picture(name: string): Promise<void> {
  await workbench.page.screenshot({ path: `${folder}/${name}.png` });
}
