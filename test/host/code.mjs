#!/usr/bin/env node
// Stands in for the `code` executable that @vscode/test-electron starts: the same flags, but the VS Code server and a
// headless Chromium, both from the npm registry. Runs the tests in the extension host and ends with their exit code.
import path from 'node:path';
import { format, parseArgs } from 'node:util';
import { launchChromium } from './chromium.mjs';
import { installHost } from './install.mjs';
import { startServer, writeUserSettings } from './server.mjs';

/** How long all suites together may take before the run counts as stuck. */
const longestRunMs = 10 * 60_000;

/** The page's whole log arrives line by line; the tests put this before theirs (see test/integration/index.ts). */
const testOutputMark = '[easel test] ';

const { values, positionals } = parseArgs({
  strict: false,
  allowPositionals: true,
  options: {
    extensionDevelopmentPath: { type: 'string' },
    extensionTestsPath: { type: 'string' },
    'extensions-dir': { type: 'string' },
    'user-data-dir': { type: 'string' },
    /** Ours: which VS Code, and whether the folder opens in Restricted Mode (the runner always passes the opposite). */
    'host-version': { type: 'string' },
    restricted: { type: 'boolean' },
  },
});

// Whoever started this process holds the other end of its input: also when that one is killed, this one ends.
process.stdin.resume().on('end', () => process.kill(process.pid, 'SIGTERM'));

process.exitCode = await runExtensionTests();
// The signal handlers of started processes would keep this one waiting for nothing.
process.exit();

async function runExtensionTests() {
  const serverDataDir = argument('user-data-dir');
  await writeUserSettings(serverDataDir, {});
  const server = await startServer({
    host: await installHost(values['host-version'] === 'oldest' ? 'oldest' : 'current'),
    serverDataDir,
    extensionsDir: argument('extensions-dir'),
    workspaceTrust: values['restricted'] ? 'on' : 'off',
    testDriver: true,
    env: { EASEL_TEST_OUTPUT_MARK: testOutputMark },
  });
  const browser = await launchChromium();
  try {
    const page = await browser.newPage();
    const output = await printTestOutput(page);
    const exitCode = await settled({ page, server });
    if (exitCode !== 0 && !output.testsSpoke) {
      console.log(`The tests did not start. The log of the workbench:\n${output.otherLines.join('\n')}`);
    }
    return exitCode;
  } catch (error) {
    console.error(error);
    return 1;
  } finally {
    await browser.close();
    await server.stop();
  }
}

/**
 * @param {{ page: import('playwright-core').Page, server: import('./server.mjs').RunningServer }} options
 * @returns {Promise<number>}
 */
async function settled({ page, server }) {
  const exited = new Promise((resolve, reject) => {
    setTimeout(() => reject(new Error(`The tests did not end.\n${server.log()}`)), longestRunMs);
    page.once('crash', () => reject(new Error('The page crashed.')));
    void server.ended.then(() => reject(new Error(`The server ended.\n${server.log()}`)));
    page.exposeFunction('codeAutomationExit', resolve).catch(reject);
  });
  // It may fail before anybody waits for it.
  exited.catch(() => undefined);
  await page.goto(
    server.url({
      folder: path.resolve(positionals[0] ?? '.'),
      extensionDevelopmentPath: argument('extensionDevelopmentPath'),
      extensionTestsPath: argument('extensionTestsPath'),
    }),
  );
  return exited;
}

/** @param {import('playwright-core').Page} page */
async function printTestOutput(page) {
  const output = { testsSpoke: false, otherLines: /** @type {string[]} */ ([]) };
  await page.exposeFunction(
    'codeAutomationLog',
    (/** @type {string} */ level, /** @type {unknown[]} */ parts) => {
      const line = format(...parts);
      if (line.startsWith(testOutputMark)) {
        output.testsSpoke = true;
        console.log(line.slice(testOutputMark.length));
      } else {
        output.otherLines.push(`[${level}] ${line}`);
      }
    },
  );
  return output;
}

/** @param {string} name */
function argument(name) {
  const value = values[name];
  if (typeof value !== 'string') {
    throw new Error(`--${name} is missing`);
  }
  return value;
}
