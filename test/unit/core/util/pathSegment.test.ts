import assert from 'node:assert/strict';
import { findSegmentProblem, isDeviceName, type SegmentProblem } from '../../../../src/core/util/pathSegment';

type Verdict = SegmentProblem | 'fine';

/** Each name, with what is wrong with it on Windows and elsewhere. */
const names: readonly (readonly [name: string, win32: Verdict, posix: Verdict])[] = [
  // Folders of tools, in every spelling that a disk takes for them.
  ['.git', 'toolFolder', 'toolFolder'],
  ['.GIT', 'toolFolder', 'toolFolder'],
  ['.vscode', 'toolFolder', 'toolFolder'],
  ['.VSCode', 'toolFolder', 'toolFolder'],
  ['.v\u017fcode', 'toolFolder', 'toolFolder'],
  ['.git.', 'toolFolder', 'toolFolder'],
  ['.git ', 'toolFolder', 'toolFolder'],
  ['.git . .', 'toolFolder', 'toolFolder'],
  ['.git::$INDEX_ALLOCATION', 'toolFolder', 'toolFolder'],
  ['.git:stream', 'toolFolder', 'toolFolder'],
  ['.git :stream', 'toolFolder', 'toolFolder'],
  ['.vscode::$DATA', 'toolFolder', 'toolFolder'],
  ['GIT~1', 'toolFolder', 'toolFolder'],
  ['git~2', 'toolFolder', 'toolFolder'],
  ['VSCODE~1', 'toolFolder', 'toolFolder'],
  ['.g\u200cit', 'toolFolder', 'toolFolder'],
  ['.git\ufeff', 'toolFolder', 'toolFolder'],
  // What Windows takes for something else, or not at all.
  ['C:', 'unusableName', 'fine'],
  ['C:foo', 'unusableName', 'fine'],
  ['a.png:x', 'unusableName', 'fine'],
  ['CON', 'unusableName', 'fine'],
  ['con.png', 'unusableName', 'fine'],
  ['nul.tar.gz', 'unusableName', 'fine'],
  ['AUX .png', 'unusableName', 'fine'],
  ['com1', 'unusableName', 'fine'],
  ['LPT³', 'unusableName', 'fine'],
  ['CONOUT$', 'unusableName', 'fine'],
  ['images.', 'unusableName', 'fine'],
  ['images ', 'unusableName', 'fine'],
  ['...', 'unusableName', 'fine'],
  ['a?b', 'unusableName', 'fine'],
  ['a*b', 'unusableName', 'fine'],
  ['a|b', 'unusableName', 'fine'],
  ['<a>', 'unusableName', 'fine'],
  ['"a"', 'unusableName', 'fine'],
  ['a\\b', 'unusableName', 'fine'],
  ['a\u0007b', 'unusableName', 'fine'],
  // Nowhere a name.
  ['..', 'unusableName', 'unusableName'],
  ['a\0b', 'unusableName', 'unusableName'],
  // Only begins like one of them.
  ['.github', 'fine', 'fine'],
  ['.gitignore', 'fine', 'fine'],
  ['.vscode-images', 'fine', 'fine'],
  ['git', 'fine', 'fine'],
  ['git~', 'fine', 'fine'],
  ['gitx~1', 'fine', 'fine'],
  ['console', 'fine', 'fine'],
  ['com10', 'fine', 'fine'],
  ['my con', 'fine', 'fine'],
  ['images', 'fine', 'fine'],
  ['a.b c', 'fine', 'fine'],
  ['.', 'fine', 'fine'],
  ['', 'fine', 'fine'],
  ['雪', 'fine', 'fine'],
];

describe('The name of a folder in the project', () => {
  for (const [name, win32, posix] of names) {
    const expected = { win32, linux: posix, darwin: posix };
    it(`${JSON.stringify(name)} is judged by platform: ${win32} on Windows, ${posix} elsewhere`, () => {
      for (const platform of ['win32', 'linux', 'darwin'] as const) {
        const found = findSegmentProblem(['images', name, 'x'], platform) ?? 'fine';
        assert.equal(found, expected[platform], platform);
      }
    });
  }

  it('is looked at in no more than linear time', () => {
    assert.equal(findSegmentProblem([`.git${' .'.repeat(500_000)}x`], 'linux'), undefined);
  });

  it('is known as that of a device whatever ending it has', () => {
    assert.deepEqual(['nul', 'NUL.txt', 'null', 'a.nul'].map(isDeviceName), [true, true, false, false]);
  });
});
