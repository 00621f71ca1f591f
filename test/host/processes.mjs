// Every process that the scripts start is started here, so that none outlives them.
import { spawn } from 'node:child_process';

/** @type {Set<import('node:child_process').ChildProcess>} */
const running = new Set();
let cleaningUp = false;
let interrupted = false;

/**
 * Starts a program in a process group of its own, so that it ends together with all that it started.
 *
 * @param {string} program
 * @param {readonly string[]} programArguments
 * @param {import('node:child_process').SpawnOptions} options
 */
export function start(program, programArguments, options = {}) {
  endEverythingOnExit();
  const child = spawn(program, programArguments, {
    ...options,
    detached: process.platform !== 'win32',
  });
  running.add(child);
  // An error without a process id means that nothing was started, and then there is no exit event.
  child.once('error', () => running.delete(child));
  child.once('exit', () => {
    signalGroup(child, 'SIGKILL');
    running.delete(child);
  });
  return child;
}

/**
 * Runs a program to its end and returns its exit code; a program that a signal ended counts as 1.
 *
 * @param {string} program
 * @param {readonly string[]} programArguments
 * @param {import('node:child_process').SpawnOptions} options
 * @returns {Promise<number>}
 */
export function exitCodeOf(program, programArguments, options = {}) {
  return new Promise((resolve, reject) => {
    const child = start(program, programArguments, { stdio: 'inherit', ...options });
    child.once('error', reject);
    child.once('close', (code) => resolve(code ?? 1));
  });
}

/**
 * As `exitCodeOf`, with what it writes passing through this process.
 *
 * @param {string} program
 * @param {readonly string[]} programArguments
 * @param {import('node:child_process').SpawnOptions} options
 * @returns {Promise<number>}
 */
export function printingExitCodeOf(program, programArguments, options = {}) {
  return startPrintingLater(program, programArguments, options)();
}

/**
 * Starts a program beside others. What it writes is held back until the function that this returns is called, which
 * gives its exit code.
 *
 * @param {string} program
 * @param {readonly string[]} programArguments
 * @param {import('node:child_process').SpawnOptions} options
 * @returns {() => Promise<number>}
 */
export function startPrintingLater(program, programArguments, { env = process.env, ...options } = {}) {
  const child = start(program, programArguments, {
    ...options,
    env: { ...(process.stdout.isTTY && { FORCE_COLOR: '1' }), ...env },
    stdio: ['inherit', 'pipe', 'pipe'],
  });
  /** @type {(() => void)[] | undefined} */
  let heldBack = [];
  for (const [from, to] of /** @type {const} */ ([
    [child.stdout, process.stdout],
    [child.stderr, process.stderr],
  ])) {
    from?.on('data', (bytes) => {
      const print = () => void to.write(bytes);
      heldBack ? heldBack.push(print) : print();
    });
  }
  /** @type {Promise<number>} */
  const exitCode = new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve(code ?? 1));
  });
  // Whoever asks for it learns of the error.
  exitCode.catch(() => undefined);
  return () => {
    heldBack?.forEach((print) => print());
    heldBack = undefined;
    return exitCode;
  };
}

/**
 * Runs a program and returns what it wrote; throws with that text if it fails.
 *
 * @param {string} program
 * @param {readonly string[]} programArguments
 * @param {import('node:child_process').SpawnOptions} options
 * @returns {Promise<string>}
 */
export function outputOf(program, programArguments, options = {}) {
  return new Promise((resolve, reject) => {
    const child = start(program, programArguments, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text) => (output += text));
    }
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) {
        resolve(output);
      } else {
        reject(new Error(`${program} ${programArguments.join(' ')} ended with ${code}:\n${output}`));
      }
    });
  });
}

/**
 * Asks a process group to end and makes it end if it does not.
 *
 * @param {import('node:child_process').ChildProcess} child
 */
export async function end(child) {
  if (!running.has(child)) {
    return;
  }
  const gone = new Promise((resolve) => child.once('exit', resolve));
  signalGroup(child, 'SIGTERM');
  const timer = setTimeout(() => signalGroup(child, 'SIGKILL'), 5000);
  await gone;
  clearTimeout(timer);
}

/**
 * @param {import('node:child_process').ChildProcess} child
 * @param {NodeJS.Signals} signal
 */
function signalGroup(child, signal) {
  if (child.pid === undefined) {
    return;
  }
  try {
    process.kill(process.platform === 'win32' ? child.pid : -child.pid, signal);
  } catch {
    // The group is gone, which is what was wanted.
  }
}

/** Whether a signal has asked this process to end, so that the end of its children is no surprise. */
export function isInterrupted() {
  return interrupted;
}

function endEverythingOnExit() {
  if (cleaningUp) {
    return;
  }
  cleaningUp = true;
  process.on('exit', () => running.forEach((child) => signalGroup(child, 'SIGKILL')));
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
    process.on(signal, () => {
      interrupted = true;
      // The children get the same chance to stop their own children, and then the exit handler ends what is left.
      running.forEach((child) => signalGroup(child, 'SIGTERM'));
      void Promise.all([...running].map(end)).then(() => process.exit(signal === 'SIGINT' ? 130 : 143));
    });
  }
}
