// The last stage of `npm test`: a key that was used in any suite is in nothing that the suites have written.
import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { canary } from './canaryKey.mjs';
import { spellings } from './spellings.mjs';

// Not searched, because not below the folder: the tests' own bundles in out/, whose source names the canary, and the
// pictures in out/screenshots, which are pixels. Secrets that VS Code stores are in the browser's storage, which the
// end-to-end tests leave below the folder as text; they are encrypted there, so they need no exception.

/**
 * @param {object} options
 * @param {string} options.folder Everything that the suites wrote.
 * @param {string} options.seen Where the servers noted in which part of a request they saw the canary.
 * @param {string} options.countsFile
 * @returns {Promise<number>} the exit code
 */
export async function searchCanary({ folder, seen, countsFile }) {
  const { files, megabytes, found } = await searchBelow(folder);
  const places = (await readFile(seen, 'utf8').catch(() => '')).split('\n').filter(Boolean);
  const rightly = places.filter((place) => place === 'authorization').length;
  const wrongly = places.filter((place) => place !== 'authorization');
  console.log(`  ${files} files, ${megabytes.toFixed(1)} MB searched; ${rightly} requests carried the key`);
  const results = [
    {
      title: 'the servers got the key in the header that carries it',
      faults: rightly > 0 ? [] : ['they did not'],
    },
    { title: 'no request carries the key in any other place', faults: wrongly },
    { title: 'no file, log or message of the suites holds the key', faults: found },
  ];
  for (const { title, faults } of results) {
    console.log(`  ${faults.length === 0 ? '✔' : '✘'} ${title}`);
    faults.slice(0, 20).forEach((fault) => console.log(`      ${fault}`));
  }
  const failed = results.filter(({ faults }) => faults.length > 0).map(({ title }) => title);
  const failures = failed.length;
  await writeFile(countsFile, JSON.stringify({ passes: results.length - failures, failures, failed }));
  return failures > 0 ? 1 : 0;
}

/** @param {string} folder */
async function searchBelow(folder) {
  const searched = spellings(canary);
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));
  const found = [];
  let bytes = 0;
  for (const file of files) {
    const name = path.relative(folder, file);
    const content = await readFile(file);
    bytes += content.length;
    const as = searched.filter(
      (spelling) => content.includes(spelling.bytes) || name.includes(String(spelling.bytes)),
    );
    if (as.length > 0) {
      found.push(`${name}: ${as.map((spelling) => spelling.name).join(', ')}`);
    }
  }
  return { files: files.length, megabytes: bytes / 2 ** 20, found };
}
