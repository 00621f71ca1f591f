// npm run bench:history [-- --trials 5] [-- --cold 3] [-- --json FILE]
// The panel with a history of 10,000 images, in the real workbench: how soon its first screen stands, cold and warm, and
// how long the longest frame is while the list is scrolled from end to end.
import { writeFile } from 'node:fs/promises';
import os from 'node:os';
import { parseArgs } from 'node:util';
import type { Frame } from 'playwright-core';
import { seedHistory } from '../e2e/seededHistory';
import { openWorkbench, type Workbench } from '../e2e/workbench';
import { until } from '../e2e/until';

const { values } = parseArgs({
  options: {
    json: { type: 'string' },
    trials: { type: 'string', default: '5' },
    cold: { type: 'string', default: '3' },
  },
});
const entries = 10_000;

/** Milliseconds since the page's document began. */
interface Opening {
  /** Its scripts are there, and it has asked the extension for what it shows. */
  readonly loaded: number;
  /** The answer has come. */
  readonly answered: number;
  /** The frame with the first entries is drawn. */
  readonly drawn: number;
}

/** The first opening after a start of everything, each in a workbench of its own. */
const cold: Opening[] = [];
/** The others, in the last workbench. */
const warm: Opening[] = [];
let frames: readonly number[] = [];
for (let start = 1; start <= Number(values.cold); start++) {
  const workbench = await openWorkbench({
    viewport: { width: 1400, height: 900 },
    prepareStorage: seedHistory({ count: entries, withThumbnails: true }),
  });
  try {
    cold.push(await openOnce(workbench));
    if (start === Number(values.cold)) {
      for (let trial = 0; trial < Number(values.trials); trial++) {
        await closePanel(workbench);
        warm.push(await openOnce(workbench));
      }
      frames = await scrollThrough(await panelFrame(workbench));
    }
  } finally {
    await workbench.dispose();
  }
}
report();
if (values.json !== undefined) {
  const row = {
    ...{ entries, cores: os.cpus().length, cold, warm },
    ...{ medianColdMs: middle(drawnOf(cold)), medianWarmMs: middle(drawnOf(warm)) },
    ...{ frames: frames.length, longestFrameMs: Math.max(...frames), medianFrameMs: middle(frames) },
    framesOver50Ms: frames.filter((each) => each > 50).length,
  };
  await writeFile(values.json, JSON.stringify(row, undefined, 2));
}

/** From the start of the page's document until the frame with the first entries. */
async function openOnce(workbench: Workbench): Promise<Opening> {
  await workbench.runCommand('Easel: Open Panel');
  const frame = await panelFrame(workbench);
  return until('the first screen is drawn', () =>
    frame.evaluate(() => {
      const [loaded, answered, drawn] = ['easel-loaded', 'easel-answered', 'easel-first-screen'].map(
        (name) => performance.getEntriesByName(name)[0]?.startTime ?? 0,
      );
      return drawn ? { loaded: loaded ?? 0, answered: answered ?? 0, drawn } : undefined;
    }),
  );
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

function report(): void {
  const over = frames.filter((each) => each > 50).length;
  console.log(`${entries} entries, ${os.cpus().length} cores`);
  for (const [name, openings] of Object.entries({ cold, warm })) {
    console.log(
      `First screen, ${name}: ${drawnOf(openings).map(Math.round).join(', ')} ms, ` +
        `median ${Math.round(middle(drawnOf(openings)))} ms (aim: 300)`,
    );
    for (const { loaded, answered, drawn } of openings) {
      const [page, host, drawing] = [loaded, answered - loaded, drawn - answered].map(Math.round);
      console.log(`  page loaded ${page} + extension's answer ${host} + drawing ${drawing} ms`);
    }
  }
  console.log(
    `Scrolling: ${frames.length} frames, median ${middle(frames).toFixed(1)} ms, ` +
      `longest ${Math.max(...frames).toFixed(1)} ms, ${over} over 50 ms (aim: 0)`,
  );
}

function drawnOf(openings: readonly Opening[]): readonly number[] {
  return openings.map(({ drawn }) => drawn);
}

function middle(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? NaN;
}
