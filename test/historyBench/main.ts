// npm run bench:history [-- --json FILE]
// The panel with a history of 10,000 images, in the real workbench: how soon its first screen stands, and how long the
// longest frame is while the list is scrolled from end to end.
import { writeFile } from 'node:fs/promises';
import os from 'node:os';
import { parseArgs } from 'node:util';
import type { Frame } from 'playwright-core';
import { seedHistory } from '../e2e/seededHistory';
import { openWorkbench, type Workbench } from '../e2e/workbench';
import { until } from '../e2e/until';

const { values } = parseArgs({
  options: { json: { type: 'string' }, trials: { type: 'string', default: '5' } },
});
const entries = 10_000;

const workbench = await openWorkbench({
  viewport: { width: 1400, height: 900 },
  prepareStorage: seedHistory({ count: entries, withThumbnails: true }),
});
try {
  const firstScreens: number[] = [];
  for (let trial = 0; trial < Number(values.trials); trial++) {
    await (trial > 0 && closePanel(workbench));
    firstScreens.push(await openOnce(workbench));
  }
  const frames = await scrollThrough(await panelFrame(workbench));
  report(firstScreens, frames);
  if (values.json !== undefined) {
    const row = {
      ...{
        entries,
        cores: os.cpus().length,
        firstScreenMs: firstScreens,
        medianFirstScreenMs: middle(firstScreens),
      },
      ...{ frames: frames.length, longestFrameMs: Math.max(...frames), medianFrameMs: middle(frames) },
      framesOver50Ms: frames.filter((each) => each > 50).length,
    };
    await writeFile(values.json, JSON.stringify(row, undefined, 2));
  }
} finally {
  await workbench.dispose();
}

/** From the start of the page's document until the frame with the first entries. */
async function openOnce({ runCommand }: Workbench): Promise<number> {
  await runCommand('Easel: Open Panel');
  const frame = await panelFrame(workbench);
  const milliseconds = await until('the first screen is drawn', () =>
    frame.evaluate(() => performance.getEntriesByName('easel-first-screen')[0]?.startTime),
  );
  return milliseconds;
}

async function closePanel({ page, runCommand }: Workbench): Promise<void> {
  await runCommand('View: Close Editor');
  await until('the panel is closed', async () => (await page.locator('.tabs-container .tab').count()) === 0);
  await until('its frame is gone', () => page.frames().every((each) => !each.url().includes('fake.html')));
}

function panelFrame({ panelFrame: find }: Workbench): Promise<Frame> {
  return find('[data-testid="history-count"]');
}

/** By a quarter of a screen with each frame, and in leaps, from the newest entry to the oldest. */
async function scrollThrough(frame: Frame): Promise<readonly number[]> {
  await until('all entries are listed', () =>
    frame.evaluate(() => document.querySelector('[data-testid="history-count"]')?.textContent === '10,000'),
  );
  return frame.evaluate(async () => {
    const nextFrame = (): Promise<number> => new Promise((resolve) => requestAnimationFrame(resolve));
    const lengths: number[] = [];
    let before = await nextFrame();
    const step = async (top: number): Promise<void> => {
      window.scrollBy({ top, behavior: 'instant' });
      const now = await nextFrame();
      lengths.push(now - before);
      before = now;
    };
    for (let count = 0; count < 600; count++) {
      await step(innerHeight / 4);
    }
    for (let count = 0; count < 200; count++) {
      await step(document.documentElement.scrollHeight / 200);
    }
    return lengths;
  });
}

function report(firstScreens: readonly number[], frames: readonly number[]): void {
  const rounded = firstScreens.map((each) => Math.round(each));
  const over = frames.filter((each) => each > 50).length;
  console.log(`${entries} entries, ${os.cpus().length} cores`);
  console.log(
    `First screen: ${rounded.join(', ')} ms, median ${Math.round(middle(firstScreens))} ms (aim: 300)`,
  );
  console.log(
    `Scrolling: ${frames.length} frames, median ${middle(frames).toFixed(1)} ms, ` +
      `longest ${Math.max(...frames).toFixed(1)} ms, ${over} over 50 ms (aim: 0)`,
  );
}

function middle(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? NaN;
}
