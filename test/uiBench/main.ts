// npm run bench:ui [-- --trials 10] [-- --json FILE]
// What the user waits for beside the provider, in the real workbench with the built-in Placeholder: from Enter in the
// prompt's box until the file is on disk and until its preview shows it, and from the click on Generate in the panel until
// the image stands in its tile. The first trial of each is cold; the medians are those of all.
import { access, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { panelPage } from '../e2e/panelPage';
import { openWorkbench } from '../e2e/workbench';

const { values } = parseArgs({
  options: { json: { type: 'string' }, trials: { type: 'string', default: '10' } },
});
/** Looks this often, so that what is measured is not the wait between two looks. */
const lookMilliseconds = 4;
const longestMilliseconds = 45_000;

const workbench = await openWorkbench({ viewport: { width: 1400, height: 900 } });
const panel = panelPage(workbench);
const figures: Record<'enterToDisk' | 'enterToPreview' | 'clickToTile', number[]> = {
  enterToDisk: [],
  enterToPreview: [],
  clickToTile: [],
};
try {
  for (let trial = 1; trial <= Number(values.trials); trial++) {
    await generateByCommand(`bench-command-${trial}`);
  }
  await workbench.runCommand('View: Close All Editors');
  await panel.open();
  for (let trial = 1; trial <= Number(values.trials); trial++) {
    await generateInPanel(`bench-panel-${trial}`);
  }
  report();
  if (values.json !== undefined) {
    const medians = Object.entries(figures).map(([name, each]) => [name, middle(each)] as const);
    const row = { cores: os.cpus().length, medians: Object.fromEntries(medians), trials: figures };
    await writeFile(values.json, JSON.stringify(row, undefined, 2));
  }
} finally {
  await workbench.dispose();
}

async function generateByCommand(name: string): Promise<void> {
  const { page } = workbench;
  await workbench.runCommand('Easel: Generate Image…');
  await workbench.waitForQuickInput('Easel: Generate Image');
  const input = page.locator('.quick-input-widget .quick-input-box input').first();
  await input.fill(name);
  const start = performance.now();
  await input.press('Enter');
  const file = path.join(workbench.workspaceFolder, 'images', `${name}.png`);
  const onDisk = untilSeen(`${name}.png is on disk`, () => access(file).then(() => true));
  const previewed = untilSeen(`${name}.png is previewed`, () => isPreviewed(name));
  figures.enterToDisk.push((await onDisk) - start);
  figures.enterToPreview.push((await previewed) - start);
  await workbench.clearNotifications();
}

/** VS Code's own preview has loaded the picture, in a frame that is seen. */
async function isPreviewed(name: string): Promise<boolean> {
  const loaded = await Promise.all(
    workbench.page.frames().map((frame) =>
      frame
        .evaluate((file) => {
          const image = document.querySelector<HTMLImageElement>('body.container img');
          return image !== null && image.naturalWidth > 0 && image.src.includes(file);
        }, `${name}.png`)
        .catch(() => false),
    ),
  );
  return loaded.includes(true);
}

async function generateInPanel(name: string): Promise<void> {
  await panel.prompt.fill(name);
  const frame = await workbench.panelFrame();
  const start = performance.now();
  await panel.generateButton.click();
  const seen = await untilSeen(`${name}.png stands in its tile`, () =>
    frame.evaluate(
      (file) =>
        [...document.querySelectorAll('[data-testid="result"]')].some(
          (tile) => tile.textContent.includes(file) && (tile.querySelector('img')?.naturalWidth ?? 0) > 0,
        ),
      `${name}.png`,
    ),
  );
  figures.clickToTile.push(seen - start);
}

/** When a condition held for the first time; one that throws does not hold yet. */
async function untilSeen(what: string, condition: () => Promise<boolean>): Promise<number> {
  const end = performance.now() + longestMilliseconds;
  while (!(await condition().catch(() => false))) {
    if (performance.now() > end) {
      throw new Error(`Waited in vain: ${what}`);
    }
    await pause(lookMilliseconds);
  }
  return performance.now();
}

function report(): void {
  const names = {
    enterToDisk: 'Enter → file on disk',
    enterToPreview: 'Enter → previewed',
    clickToTile: 'Click → tile',
  };
  console.log(`${os.cpus().length} cores, ${values.trials} trials, in ms`);
  for (const [name, title] of Object.entries(names) as [keyof typeof figures, string][]) {
    const rounded = figures[name].map((each) => Math.round(each));
    console.log(`${title}: median ${Math.round(middle(figures[name]))} (${rounded.join(', ')})`);
  }
}

function middle(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? NaN;
}
