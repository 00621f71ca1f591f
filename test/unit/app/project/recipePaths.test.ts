import assert from 'node:assert/strict';
import { findReference } from '../../../../src/app/project/recipePaths';
import type { Files } from '../../../../src/app/ports';

/** A project in which every file exists. */
const files = {
  workspaceFolders: () => [{ uri: 'file:///repo', name: 'repo' }],
  pickedFolders: () => [],
  stat: () => Promise.resolve({ isRegular: true, isFile: true, byteLength: 1 }),
} satisfies Partial<Files> as Partial<Files> as Files;

describe('A reference that a recipe names', () => {
  const paths: readonly (readonly [path: string, win32: boolean, posix: boolean])[] = [
    ['images/a.png', true, true],
    ['./images/a.png', true, true],
    ['images/a.png:x', false, true],
    ['images/CON', false, true],
    ['images/a.png.', false, true],
    ['.git./a.png', false, true],
    ['images/C:foo', false, true],
    ['images/../../secret.png', false, false],
    ['images\\..\\..\\secret.png', false, false],
  ];
  for (const [path, win32, posix] of paths) {
    const verdict = (isFound: boolean): string => (isFound ? 'found' : 'refused');
    it(`${path} is ${verdict(win32)} on Windows and ${verdict(posix)} elsewhere`, async () => {
      assert.equal((await findReference(files, path, 'win32')) !== undefined, win32);
      assert.equal((await findReference(files, path, 'linux')) !== undefined, posix);
    });
  }
});
