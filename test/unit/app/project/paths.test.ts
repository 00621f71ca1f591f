import assert from 'node:assert/strict';
import { pathBelow } from '../../../../src/app/project/paths';

const root = 'file:///c%3A/repo';

const uris: readonly (readonly [uri: string, win32: string | undefined, posix: string | undefined])[] = [
  ['file:///c%3A/repo/images/a.png', 'images/a.png', 'images/a.png'],
  ['file:///C:/repo/a.png', 'a.png', undefined],
  ['file:///c%3A/repo/images%5Ca.png', 'images/a.png', 'images\\a.png'],
  ['file:///c%3A/repo/..%5C..%5Csecret.png', undefined, '..\\..\\secret.png'],
  ['file:///c%3A/repo/images%5C..%5C..%5Csecret.png', undefined, 'images\\..\\..\\secret.png'],
  ['file:///c%3A/repo/../secret.png', undefined, undefined],
  ['file:///d%3A/repo/a.png', undefined, undefined],
  ['file://server/c%3A/repo/a.png', undefined, undefined],
  ['memfs:/c%3A/repo/a.png', undefined, undefined],
];

describe('The path of a URI below a folder', () => {
  for (const [uri, win32, posix] of uris) {
    it(`is ${win32 ?? 'none'} on Windows and ${posix ?? 'none'} elsewhere for ${uri}`, () => {
      assert.equal(pathBelow(root, uri, 'win32'), win32);
      assert.equal(pathBelow(root, uri, 'linux'), posix);
    });
  }

  it('of another file system has no drives', () => {
    assert.equal(pathBelow('memfs:/repo', 'memfs:/repo/..%5C..%5Cx', 'win32'), '..\\..\\x');
  });
});
