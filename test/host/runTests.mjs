// npm test [-- unit faults integration e2e canary] [--grep words] [--oldest]
// The last line is always `N passed, N failed`, summed over the stages.
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { searchCanary } from './canary.mjs';
import { installHost, installProject } from './install.mjs';
import { exitCodeOf, printingExitCodeOf, startPrintingLater } from './processes.mjs';
import { step } from './progress.mjs';
import { inProject, hostVersions, projectRoot } from './project.mjs';
import { requireOnThisMachine } from './requirements.mjs';
import { recordOutput } from './recordOutput.mjs';
import { copySampleWorkspace } from './sampleWorkspace.mjs';
import { installVsix } from './server.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { grep: { type: 'string' }, oldest: { type: 'boolean', default: false } },
});

/** @type {import('./project.mjs').HostName} */
const hostName = values.oldest ? 'oldest' : 'current';
const onDesktop = process.env['VSCODE_TEST_HOST'] === 'desktop';
const temporary = await mkdtemp(path.join(os.tmpdir(), 'easel-test-'));
/** All that the suites write lies below this folder, and stays until the last stage has searched it. */
const traces = path.join(temporary, 'traces');
const seenCanaries = path.join(temporary, 'canaries');
process.on('exit', () => console.log(summary));
let summary = '0 passed, 1 failed';
let packaging = 0;
/**
 * The faults, where they run beside the unit tests: they wait more than they compute.
 *
 * @type {(() => Promise<number>) | undefined}
 */
let faultsAhead;
const inProjectFolder = { cwd: projectRoot, shell: process.platform === 'win32' };

/**
 * @typedef {{ passes: number, failures: number, failed: readonly string[] }} Counts
 * @typedef {(countsFile: string) => Promise<number>} Run Runs tests, writes their counts and returns the exit code.
 */

/** @type {Record<string, { purposes: readonly import('./requirements.mjs').Purpose[], runs: Record<string, Run> }>} */
const stages = {
  unit: {
    purposes: ['exiftool'],
    runs: { unit: (countsFile) => startPlainTests('unit', countsFile)() },
  },
  faults: {
    purposes: [],
    runs: { faults: (countsFile) => (faultsAhead ?? startPlainTests('faults', countsFile))() },
  },
  integration: {
    purposes: onDesktop ? [] : ['npmHost', 'nativeModules', 'exiftool'],
    runs: {
      integration: (countsFile) => runIntegrationTests({ suite: 'main', countsFile }),
      // The desktop runner always turns workspace trust off.
      ...(!onDesktop && {
        'integration, in Restricted Mode': (countsFile) =>
          runIntegrationTests({ suite: 'restricted', countsFile }),
      }),
    },
  },
  e2e: {
    purposes: ['npmHost', 'nativeModules', 'exiftool'],
    runs: { 'end to end, the installed VSIX': runEndToEndTests },
  },
  canary: {
    purposes: [],
    runs: {
      'no key anywhere': (countsFile) => searchCanary({ folder: traces, seen: seenCanaries, countsFile }),
    },
  },
};

try {
  const wanted = wantedStages();
  requireOnThisMachine(['project', ...wanted.flatMap(({ purposes }) => purposes)]);
  await installProject();
  if (wanted.some(({ purposes }) => purposes.includes('npmHost'))) {
    await installHost(hostName);
  }
  if (wanted.some(({ runs }) => runs === stages['e2e']?.runs)) {
    // Before the tests are built, since both write to the same folders. A failure concerns the last stage alone.
    packaging = await step('Packaging', () => exitCodeOf('npm', ['run', 'package'], inProjectFolder));
  }
  await step('Building', () => mustSucceed('node', ['esbuild.js', '--tests']));
  await leaveTracesIn(traces);
  await runAll(Object.assign({}, ...wanted.map(({ runs }) => runs)));
} catch (error) {
  console.error(error);
  process.exitCode = 1;
} finally {
  await rm(temporary, { recursive: true, force: true });
}

/** @param {Record<string, Run>} runs */
async function runAll(runs) {
  /** @type {string[]} */
  const failed = [];
  const total = { passes: 0, failures: 0 };
  if (runs['unit'] && runs['faults']) {
    faultsAhead = startPlainTests('faults', countsFileOf('faults'));
  }
  for (const [title, run] of Object.entries(runs)) {
    console.log(`\n── ${title} ${'─'.repeat(Math.max(2, 70 - title.length))}`);
    const counts = await countsOf({ title, run });
    total.passes += counts.passes;
    total.failures += counts.failures;
    failed.push(...counts.failed.map((test) => `${title}: ${test}`));
  }
  if (total.passes + total.failures === 0) {
    console.error('No test ran.');
    total.failures = 1;
  }
  // The log of a stage is long, and what is read of a run is often its end alone.
  if (failed.length > 0) {
    console.error(['\nFailed:', ...failed].join('\n  '));
  }
  summary = `${total.passes} passed, ${total.failures} failed`;
  process.exitCode = total.failures > 0 ? 1 : 0;
}

/**
 * A run that ends badly without a failed test, or runs none, counts as one failure.
 *
 * @param {{ title: string, run: Run }} options
 * @returns {Promise<Counts>}
 */
async function countsOf({ title, run }) {
  const countsFile = countsFileOf(title);
  const exitCode = await recordOutput(path.join(traces, 'output'), () => run(countsFile)).catch((error) => {
    console.error(error);
    return 1;
  });
  /** @type {Counts} */
  const counts = await readFile(countsFile, 'utf8').then(JSON.parse, () => ({
    passes: 0,
    failures: 0,
    failed: [],
  }));
  const ranNone = counts.passes + counts.failures === 0 && values.grep === undefined;
  if (counts.failures === 0 && (exitCode !== 0 || ranNone)) {
    return { ...counts, failures: 1, failed: [ranNone ? 'no test ran' : `ended with ${exitCode}`] };
  }
  return counts;
}

/** @param {string} title */
function countsFileOf(title) {
  return path.join(temporary, `${title.replaceAll(/\W/g, '-')}.json`);
}

/**
 * @param {'unit' | 'faults'} name
 * @param {string} countsFile
 */
function startPlainTests(name, countsFile) {
  return startPrintingLater(
    process.execPath,
    [inProject('test', 'host', 'mocha.mjs'), `out/test/${name}`, ...grep()],
    { cwd: projectRoot, env: { ...process.env, EASEL_TEST_COUNTS: countsFile } },
  );
}

/** @param {{ suite: 'main' | 'restricted', countsFile: string }} options */
async function runIntegrationTests({ suite, countsFile }) {
  const { runTests, TestRunFailedError } = await import('@vscode/test-electron');
  const folder = path.join(traces, `integration-${suite}`);
  const workspace = path.join(folder, 'workspace');
  await copySampleWorkspace(workspace);
  const ours = [`--host-version=${hostName}`, ...(suite === 'restricted' ? ['--restricted'] : [])];
  try {
    return await runTests({
      ...(onDesktop
        ? { version: values.oldest ? hostVersions.oldest.vscode : 'stable' }
        : { vscodeExecutablePath: inProject('test', 'host', 'code.mjs') }),
      extensionDevelopmentPath: projectRoot,
      extensionTestsPath: inProject('out', 'test', 'integration', 'index.cjs'),
      extensionTestsEnv: {
        EASEL_TEST_SUITE: suite,
        EASEL_TEST_COUNTS: countsFile,
        EASEL_TEST_GREP: values.grep,
      },
      launchArgs: [
        workspace,
        `--user-data-dir=${path.join(folder, 'data')}`,
        `--extensions-dir=${path.join(folder, 'extensions')}`,
        ...(onDesktop ? ['--disable-extensions'] : ours),
      ],
    });
  } catch (error) {
    if (error instanceof TestRunFailedError) {
      return error.code ?? 1;
    }
    throw error;
  }
}

/** @param {string} countsFile */
async function runEndToEndTests(countsFile) {
  if (packaging !== 0) {
    throw new Error('There is no VSIX to test: npm run package failed, see above.');
  }
  const extensionsDir = path.join(traces, 'extensions');
  await installVsix({
    host: await installHost(hostName),
    vsix: inProject('easel.vsix'),
    extensionsDir,
    serverDataDir: path.join(traces, 'install'),
  });
  return printingExitCodeOf(
    process.execPath,
    [inProject('test', 'host', 'mocha.mjs'), 'out/test/e2e', '--timeout=120000', '--jobs=2', ...grep()],
    {
      cwd: projectRoot,
      env: { ...process.env, EASEL_TEST_COUNTS: countsFile, EASEL_E2E_EXTENSIONS: extensionsDir },
    },
  );
}

/**
 * @param {string} program
 * @param {readonly string[]} programArguments
 */
async function mustSucceed(program, programArguments) {
  const exitCode = await exitCodeOf(program, programArguments, inProjectFolder);
  if (exitCode !== 0) {
    throw new Error(`${program} ${programArguments.join(' ')} ended with ${exitCode}`);
  }
}

/**
 * Everything that is started from here on keeps its temporary files below the folder.
 *
 * @param {string} folder
 */
async function leaveTracesIn(folder) {
  const temporaryFiles = path.join(folder, 'tmp');
  await mkdir(temporaryFiles, { recursive: true });
  Object.assign(process.env, {
    TMPDIR: temporaryFiles,
    TMP: temporaryFiles,
    TEMP: temporaryFiles,
    EASEL_TEST_KEEP: '1',
    EASEL_TEST_CANARY_SEEN: seenCanaries,
  });
}

function grep() {
  return values.grep === undefined ? [] : [`--grep=${values.grep}`];
}

function wantedStages() {
  // A part of the tests may use no key at all, and then the last stage would prove nothing.
  const all = Object.keys(stages).filter((name) => name !== 'canary' || values.grep === undefined);
  return (positionals.length > 0 ? positionals : all).map((name) => {
    const stage = stages[name];
    if (stage === undefined) {
      throw new Error(`There is no stage ${name}; there are ${Object.keys(stages).join(', ')}.`);
    }
    return stage;
  });
}
