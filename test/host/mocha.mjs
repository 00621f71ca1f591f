// Runs the tests below a folder, or of one file, in plain Node:
//   node test/host/mocha.mjs out/test/unit [--timeout 10000] [--grep words] [--jobs 2]
// With several jobs each file runs in a process of its own, so many at once.
import { readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import Mocha from 'mocha';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    grep: { type: 'string' },
    timeout: { type: 'string', default: '10000' },
    jobs: { type: 'string', default: '1' },
  },
});

const jobs = Number(values.jobs);
const mocha = new Mocha({
  ui: 'bdd',
  timeout: Number(values.timeout),
  forbidOnly: process.env['CI'] !== undefined,
  ...(values.grep !== undefined && { grep: values.grep }),
  ...(jobs > 1 && { parallel: true, jobs }),
});
for (const file of await testFilesOf(path.resolve(positionals[0] ?? 'out/test/unit'))) {
  mocha.addFile(file);
}
if (jobs === 1) {
  await mocha.loadFilesAsync();
}
/** @type {string[]} */
const failed = [];
const { passes, failures } = await run();
if (process.env['EASEL_TEST_COUNTS']) {
  await writeFile(process.env['EASEL_TEST_COUNTS'], JSON.stringify({ passes, failures, failed }));
}
process.exitCode = failures > 0 ? 1 : 0;
complainIfSomethingStillRuns();

/** @param {string} folder Or one file. */
async function testFilesOf(folder) {
  if (folder.endsWith('.test.js')) {
    return [folder];
  }
  const files = await readdir(folder, { recursive: true }).catch(() => []);
  return files
    .filter((file) => file.endsWith('.test.js'))
    .sort()
    .map((file) => path.join(folder, file));
}

/** @returns {Promise<Mocha.Stats>} */
function run() {
  return new Promise((resolve) => {
    const runner = mocha.run(() => resolve(/** @type {Mocha.Stats} */ (runner.stats)));
    runner.on('fail', (test, { message }) =>
      failed.push(`${test.fullTitle()}: ${message.split('\n').slice(0, 3).join(' ')}`),
    );
  });
}

/** A test that leaves a socket or a timer behind would otherwise keep the whole run waiting, without a word. */
function complainIfSomethingStillRuns() {
  setTimeout(() => {
    console.error(`The tests left something running: ${process.getActiveResourcesInfo().join(', ')}`);
    process.exit(1);
  }, 10_000).unref();
}
