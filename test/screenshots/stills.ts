import { mkdir } from 'node:fs/promises';
import type { Frame } from 'playwright-core';
import { inProject } from '../host/project.mjs';
import { startInfinityBlueServer } from '../servers/infinityBlue';
import { startIminiServer } from '../servers/imini';
import { until } from '../e2e/until';
import { openWorkbench, type Workbench } from '../e2e/workbench';
import { setKey } from './setKey';

const folder = inProject('docs', 'images');

/** Takes the pictures of the panel, in a dark and a light theme, and of the Explorer's menu. */
export async function takeStills(): Promise<void> {
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
    await setKey(workbench, { provider: 'imini', key: imini.key });
    await setKey(workbench, { provider: 'InfinityBlue', key: blue.key });
    await showSubmenu(workbench, ['assets/landscape.png', 'assets/sun.png']);
    await workbench.page.screenshot({ path: `${folder}/explorer.png` });
    await workbench.page.keyboard.press('Escape');
    await workbench.page.keyboard.press('Escape');
    await takePanel(workbench);
  } finally {
    await workbench.dispose();
    await Promise.all([imini.stop(), blue.stop()]);
  }
}

async function takePanel(workbench: Workbench): Promise<void> {
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
    await generate(workbench, { prompt, expected: index + 1 });
  }
  await fillPrompt(workbench, 'The harbor at first light, in the style of the references');
  await workbench.page.screenshot({ path: `${folder}/panel-dark.png` });
  await workbench.setTheme('light');
  await until(
    'the page is drawn in the new theme',
    async () => (await shownResults(workbench)) === prompts.length,
  );
  await workbench.page.locator('.part.editor').screenshot({ path: `${folder}/panel-light.png` });
}

/** Leaves the context menu of some files open at Easel's submenu. */
async function showSubmenu(workbench: Workbench, paths: readonly string[]): Promise<void> {
  const { page: window } = workbench;
  // The first look waits until the extension's entries are there.
  await workbench.explorerSubmenu(paths, 'Easel');
  await (await workbench.explorerRow(paths.at(-1)!)).click({ button: 'right' });
  await window.locator('.monaco-menu').getByRole('menuitem', { name: 'Easel', exact: true }).hover();
  await window.locator('.monaco-submenu').waitFor();
}

function panel(workbench: Workbench): Promise<Frame> {
  return workbench.panelFrame('[data-testid="prompt"]');
}

async function fillPrompt(workbench: Workbench, prompt: string): Promise<void> {
  await (await panel(workbench)).locator('[data-testid="prompt"]').fill(prompt);
}

async function generate(
  workbench: Workbench,
  { prompt, expected }: { readonly prompt: string; readonly expected: number },
): Promise<void> {
  await fillPrompt(workbench, prompt);
  await (await panel(workbench)).locator('[data-testid="generate"]').click();
  await until(`${expected} results are shown`, async () => (await shownResults(workbench)) === expected);
}

/** Results whose picture has been loaded and decoded. */
async function shownResults(workbench: Workbench): Promise<number> {
  return (await panel(workbench))
    .locator('[data-testid="result"] img')
    .evaluateAll((images) => images.filter((image) => (image as HTMLImageElement).naturalWidth > 0).length);
}
