// npm run test:fuzz [-- seed]
// The property tests with 100,000 inputs each, or as many as ten seconds have room for, one process per file, as many at once as there are processors.
import { randomInt } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { exitCodeOf, outputOf } from './processes.mjs';
import { step } from './progress.mjs';
import { inProject, projectRoot } from './project.mjs';

const inputs = 100_000;
/** For each property, so that all of them end within ten minutes on two processors. */
const mostSeconds = 10;
const seed = Number(process.argv[2] ?? randomInt(2 ** 31));
const env = {
  ...process.env,
  EASEL_PROPERTY_INPUTS: String(inputs),
  EASEL_PROPERTY_SEED: String(seed),
  EASEL_PROPERTY_SECONDS: String(mostSeconds),
};

if ((await exitCodeOf(process.execPath, ['esbuild.js', '--tests'], { cwd: projectRoot })) !== 0) {
  process.exit(1);
}
const folder = inProject('out', 'test', 'unit', 'properties');
const left = (await readdir(folder)).filter((file) => file.endsWith('.test.js'));
console.log(`${left.length} files, ${inputs} inputs for each property, seed ${seed}`);
let failed = 0;
await step('Fuzzing', () => Promise.all(Array.from({ length: os.availableParallelism() }, runNext)));
console.log(failed === 0 ? 'All properties hold.' : `${failed} files failed.`);
process.exitCode = failed > 0 ? 1 : 0;

async function runNext() {
  for (let file = left.shift(); file !== undefined; file = left.shift()) {
    const mocha = [inProject('test', 'host', 'mocha.mjs'), path.join(folder, file)];
    try {
      console.log(await outputOf(process.execPath, mocha, { cwd: projectRoot, env }));
    } catch (error) {
      failed += 1;
      console.error(error instanceof Error ? error.message : error);
    }
  }
}
