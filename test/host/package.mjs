// npm run package: makes easel.vsix, lists what is in it and refuses one that is too large.
import { stat } from 'node:fs/promises';
import { exitCodeOf } from './processes.mjs';
import { inProject, projectRoot } from './project.mjs';

const largestBytes = 1_000_000;

const file = inProject('easel.vsix');
await mustSucceed(['esbuild.js', '--production']);
await mustSucceed([
  inProject('node_modules', '@vscode', 'vsce', 'vsce'),
  'package',
  `--out=${file}`,
  // Everything is bundled.
  '--no-dependencies',
  // There is no repository address yet that links of the README could be completed with.
  '--no-rewrite-relative-links',
  '--allow-missing-repository',
]);
const { size } = await stat(file);
console.log(`easel.vsix: ${(size / 1000).toFixed(0)} kB`);
if (size > largestBytes) {
  console.error(`That is more than ${largestBytes / 1000} kB.`);
  process.exitCode = 1;
}

/** @param {readonly string[]} nodeArguments */
async function mustSucceed(nodeArguments) {
  if ((await exitCodeOf(process.execPath, nodeArguments, { cwd: projectRoot })) !== 0) {
    throw new Error(`node ${nodeArguments.join(' ')} failed`);
  }
}
