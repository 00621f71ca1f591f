import { readdirSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { format } from 'node:util';
import type Mocha from 'mocha';

/** What VS Code calls inside the extension host. Which suite runs, and where to report, comes in by the environment. */
export async function run(): Promise<void> {
  const { default: MochaRunner } = await import('mocha');
  markTestOutput(MochaRunner);
  const mocha = new MochaRunner({
    ui: 'bdd',
    timeout: 30_000,
    color: false,
    forbidOnly: process.env.CI !== undefined,
    ...(process.env.EASEL_TEST_GREP && { grep: process.env.EASEL_TEST_GREP }),
  });
  for (const file of testFilesOf(path.join(__dirname, process.env.EASEL_TEST_SUITE ?? 'main'))) {
    mocha.addFile(file);
  }
  const failed: string[] = [];
  const { passes, failures } = await statsOf(mocha, failed);
  await reportCounts({ passes, failures, failed });
  if (failures > 0) {
    throw new Error(`${failures} integration tests failed`);
  }
}

/**
 * The console of the extension host reaches the terminal among the log lines of the whole workbench. The starting
 * script names a mark by which it knows the lines of the tests; a desktop VS Code needs none.
 */
function markTestOutput({ reporters }: typeof Mocha): void {
  const mark = process.env.EASEL_TEST_OUTPUT_MARK;
  if (mark !== undefined) {
    const print = console.log;
    reporters.Base.consoleLog = (...parts: unknown[]) => print(mark + format(...parts));
  }
}

function testFilesOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.test.cjs'))
    .sort()
    .map((file) => path.join(folder, file));
}

function statsOf(mocha: Mocha, failed: string[]): Promise<Mocha.Stats> {
  return new Promise((resolve) => {
    const runner = mocha.run(() => resolve(runner.stats!));
    runner.on('fail', (test, { message }: Error) =>
      failed.push(`${test.fullTitle()}: ${message.split('\n').slice(0, 3).join(' ')}`),
    );
  });
}

/** The exit code alone cannot tell how many tests ran, and the runner outside adds the stages up. */
async function reportCounts(counts: { passes: number; failures: number; failed: string[] }): Promise<void> {
  const file = process.env.EASEL_TEST_COUNTS;
  if (file !== undefined) {
    await writeFile(file, JSON.stringify(counts));
  }
}
