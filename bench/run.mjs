// npm run bench [-- --trials 5] [-- --json FILE]
// Easel's client against the official ones: the same image from the same loopback server, a fresh process for every
// trial, the clients taking turns. What counts is the ratio within one run, not the milliseconds: to bare undici, which is
// no client at all, and to Google's own.
import { execFile, fork } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { build } from 'esbuild';
import { largeReferenceBytes, noise, referenceBytes, resultBytes, sha256 } from './payload.mjs';

if (Number.parseInt(process.versions.node, 10) < 22) {
  console.error('The clients that Easel is compared with need Node.js 22 or newer.');
  process.exit(1);
}
const run = promisify(execFile);
const folder = path.dirname(fileURLToPath(import.meta.url));
const { values } = parseArgs({
  options: { trials: { type: 'string', default: '5' }, json: { type: 'string' } },
});
const trials = Number(values.trials);

const bare = 'undici, bare';
const oneShot = ['easel', bare, '@google/genai', 'openai', 'ai + @ai-sdk/google', 'undici + JSON.parse'];
const largest = 'easel, references of 30 MiB';
const streamed = ['easel, SSE', '@google/genai, SSE'];
/** @type {readonly { client: string, references: number }[]} */
const cases = [
  ...[0, 1, 14].flatMap((references) => oneShot.map((client) => ({ client, references }))),
  ...streamed.map((client) => ({ client, references: 0 })),
  // As base64 they are longer than the longest string of V8, so that the other clients cannot send them at all.
  { client: largest, references: 14 },
];

/** @typedef {{ wallMs: number, cpuMs: number, stallMs: number, rssMb: number }} Figures */

await installClients();
const temporary = await mkdtemp(path.join(os.tmpdir(), 'easel-bench-'));
const server = fork(path.join(folder, 'server.mjs'));
try {
  const port = await new Promise((resolve) => server.once('message', resolve));
  const bundle = await bundleEasel();
  const references = {
    usual: await writeReferences('reference', referenceBytes),
    large: await writeReferences('large', largeReferenceBytes),
  };
  const rows = await measure({ url: `http://127.0.0.1:${port}`, bundle, references });
  print(rows);
  const activation = await activationMilliseconds();
  console.log(
    'Activation in the extension host, code load and activate call, in ms, beside an extension that is empty:',
  );
  console.table(activation);
  if (values.json !== undefined) {
    const extra = Object.entries(activation).map(([name, figures]) => ({
      client: `activation, ${name}`,
      references: 0,
      wallMs: middle(figures),
      cpuMs: 0,
      stallMs: middle(figures),
      rssMb: 0,
    }));
    await writeFile(values.json, JSON.stringify([...rows, ...extra], undefined, 2));
  }
} finally {
  server.kill();
  await rm(temporary, { recursive: true, force: true });
}

/** The clients that Easel is compared with have a package.json of their own, so that an ordinary install stays small. */
async function installClients() {
  await run('npm', ['install', '--no-package-lock', '--no-audit', '--no-fund'], {
    cwd: folder,
    shell: process.platform === 'win32',
  });
}

async function bundleEasel() {
  const outfile = path.join(temporary, 'easel.mjs');
  await build({
    entryPoints: [path.join(folder, 'easel.ts')],
    outfile,
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'node',
    logLevel: 'warning',
    banner: { js: "import { createRequire as r } from 'node:module'; const require = r(import.meta.url);" },
  });
  return outfile;
}

/**
 * @param {string} name
 * @param {number} byteLength
 */
async function writeReferences(name, byteLength) {
  const files = Array.from({ length: 14 }, (_, index) => path.join(temporary, `${name} ${index}.png`));
  for (const file of files) {
    await writeFile(file, noise(file, byteLength));
  }
  return files;
}

/**
 * @typedef {{ usual: readonly string[], large: readonly string[] }} References
 * @param {{ url: string, bundle: string, references: References }} setup
 */
async function measure({ url, bundle, references }) {
  const expected = sha256(noise('result', resultBytes));
  const figures = new Map(cases.map((each) => [each, /** @type {Figures[]} */ ([])]));
  for (let round = 1; round <= trials; round++) {
    console.error(`Round ${round} of ${trials}`);
    for (const each of cases) {
      const files = each.client === largest ? references.large : references.usual;
      const trial = [path.join(folder, 'trial.mjs'), each.client, url, ...files.slice(0, each.references)];
      const { stdout } = await run(process.execPath, ['--expose-gc', ...trial], {
        env: { ...process.env, EASEL_BENCH_BUNDLE: bundle },
      });
      const { sha256: actual, ...figure } = JSON.parse(stdout);
      if (actual !== expected) {
        throw new Error(`${each.client} brought other bytes than were sent.`);
      }
      figures.get(each)?.push(figure);
    }
  }
  return cases.map((each) => ({ ...each, ...medians(figures.get(each) ?? []) }));
}

/**
 * @param {readonly Figures[]} figures
 * @returns {Figures}
 */
function medians(figures) {
  /** @param {keyof Figures} name */
  const median = (name) => middle(figures.map((each) => each[name]));
  return {
    wallMs: median('wallMs'),
    cpuMs: median('cpuMs'),
    stallMs: median('stallMs'),
    rssMb: median('rssMb'),
  };
}

/** @param {readonly number[]} numbers */
function middle(numbers) {
  return [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? NaN;
}

/** @returns {Promise<{ easel: number[], empty: number[] }>} */
async function activationMilliseconds() {
  const program = path.join(folder, '..', 'out', 'test', 'activation', 'main.js');
  const { stdout } = await run(process.execPath, [program, values.trials]);
  return JSON.parse(stdout);
}

/** @param {readonly ({ client: string, references: number } & Figures)[]} rows */
function print(rows) {
  const given = (/** @type {string} */ client, /** @type {number} */ references) =>
    rows.find((row) => row.client === client && row.references === references);
  const ratio = (/** @type {number} */ part, /** @type {number | undefined} */ whole) =>
    Number((part / (whole ?? NaN)).toFixed(2));
  console.table(
    rows.map(({ client, references, wallMs, cpuMs, stallMs, rssMb }) => ({
      client,
      references,
      'wall ms': Math.round(wallMs),
      'CPU ms': Math.round(cpuMs),
      'stall ms': Number(stallMs.toFixed(1)),
      'RSS MB': Math.round(rssMb),
      'wall : bare': ratio(wallMs, given(bare, references)?.wallMs),
      'wall : @google/genai': ratio(wallMs, given('@google/genai', references)?.wallMs),
      'stall : @google/genai': ratio(stallMs, given('@google/genai', references)?.stallMs),
      'RSS − bare': Math.round(rssMb - (given(bare, references)?.rssMb ?? NaN)),
    })),
  );
}
