import { cp, mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { inProject } from '../host/project.mjs';

interface Failure {
  /** Of the test. */
  readonly title: string;
  readonly page: Page;
  readonly serverDataDir: string;
  readonly consoleLines: readonly string[];
  readonly serverLog: string;
}

/** What a line of the summary may hold of a text that the window shows. */
const longestText = 200;

/**
 * Keeps what tells why a test failed: a picture of the window, the texts of its frames, and the logs of the browser, the
 * server, the extension host and Easel. Prints the folder and, in a few lines, what the window showed.
 */
export async function keepFailure({ title, page, serverDataDir, ...logs }: Failure): Promise<void> {
  const folder = inProject('out', 'failures', title.replaceAll(/\W+/g, '-').slice(0, 150));
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const shown = await describeWindow(page);
  await page.screenshot({ path: path.join(folder, 'window.png') });
  await writeFile(path.join(folder, 'window.txt'), [...shown, '', ...(await textsOfFrames(page))].join('\n'));
  await writeFile(path.join(folder, 'console.log'), logs.consoleLines.join('\n'));
  await writeFile(path.join(folder, 'server.log'), logs.serverLog);
  await cp(path.join(serverDataDir, 'data', 'logs'), path.join(folder, 'logs'), { recursive: true });
  console.log([`What the window showed and the logs: ${folder}`, ...shown].join('\n    '));
}

/** What a test mostly waits for in vain. */
const telling = {
  'quick input': '.quick-input-widget',
  dialog: '.monaco-dialog-box',
  notification: '.notifications-toasts .notification-list-item-message',
  menu: '.monaco-menu',
  'open editor': '.tabs-container .tab.active',
} as const;

async function describeWindow(page: Page): Promise<readonly string[]> {
  const lines: string[] = [];
  for (const [name, selector] of Object.entries(telling)) {
    for (const text of await page.locator(selector).filter({ visible: true }).allInnerTexts()) {
      lines.push(`${name}: ${text.replaceAll(/\s+/g, ' ').trim().slice(0, longestText)}`);
    }
  }
  const focused = await page.evaluate(() => document.activeElement?.outerHTML ?? '');
  return [...lines, `focus: ${focused.slice(0, longestText)}`];
}

/** A frame may go away meanwhile. */
async function textsOfFrames(page: Page): Promise<readonly string[]> {
  return Promise.all(
    page.frames().map(async (frame) => {
      const text = await frame.evaluate(() => document.body.innerText).catch(String);
      return `── ${frame.url().slice(0, longestText)}\n${text}`;
    }),
  );
}
