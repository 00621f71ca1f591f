import assert from 'node:assert/strict';
import path from 'node:path';
import { relativeBelow } from '../../../../src/core/util/relativeBelow';

const onWindows: readonly (readonly [folder: string, target: string, below: string | undefined])[] = [
  ['C:\\repo', 'C:\\repo', ''],
  ['C:\\repo', 'C:\\repo\\images\\a.png', 'images\\a.png'],
  ['C:\\repo', 'c:\\REPO\\images', 'images'],
  ['c:\\repo', '\\\\?\\C:\\repo\\images', 'images'],
  ['\\\\?\\C:\\repo', 'C:\\repo\\images', 'images'],
  ['\\\\server\\share\\repo', '\\\\?\\UNC\\server\\share\\repo\\images', 'images'],
  ['C:\\repo', 'C:\\repo\\..images', '..images'],
  ['C:\\repo', 'C:\\repo-other', undefined],
  ['C:\\repo', 'C:\\', undefined],
  ['C:\\repo', 'D:\\repo\\images', undefined],
  ['C:\\repo', 'C:\\repo\\..\\secret', undefined],
  ['C:\\repo', '\\\\?\\C:\\repo\\..\\secret', undefined],
  ['C:\\repo', '\\\\?\\D:\\repo', undefined],
  ['C:\\repo', '\\\\.\\C:\\repo\\images', undefined],
  ['C:\\repo', '\\\\server\\share\\repo', undefined],
];

const elsewhere: typeof onWindows = [
  ['/repo', '/repo', ''],
  ['/repo', '/repo/images/a.png', 'images/a.png'],
  ['/repo', '/repo/..images', '..images'],
  ['/repo', '/repo/a\\..\\..\\b', 'a\\..\\..\\b'],
  ['/repo', '/Repo/images', undefined],
  ['/repo', '/repo-other', undefined],
  ['/repo', '/', undefined],
  ['/repo', '/repo/../secret', undefined],
];

describe('The path below a folder', () => {
  for (const [folder, target, below] of onWindows) {
    it(`of ${target} in ${folder} is ${below ?? 'none'} on Windows`, () => {
      assert.equal(relativeBelow(folder, target, path.win32), below);
    });
  }

  for (const [folder, target, below] of elsewhere) {
    it(`of ${target} in ${folder} is ${below ?? 'none'} elsewhere`, () => {
      assert.equal(relativeBelow(folder, target, path.posix), below);
    });
  }
});
