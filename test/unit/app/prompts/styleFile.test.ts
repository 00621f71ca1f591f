import assert from 'node:assert/strict';
import { findStyleFile } from '../../../../src/app/prompts/styleFile';
import type { Files } from '../../../../src/app/ports';

/** A trusted workspace on no disk, whose every file has this text. */
function filesWith(text: string): Files {
  const bytes = Buffer.from(text);
  return {
    isTrusted: () => true,
    workspaceFolders: () => [{ uri: 'memfs:/repo', name: 'repo' }],
    displayPath: (uri: string) => uri,
    stat: () => Promise.resolve({ isRegular: true, isFile: true, byteLength: bytes.length }),
    read: () => Promise.resolve(bytes),
  } satisfies Partial<Files> as Partial<Files> as Files;
}

describe('The style file', () => {
  it('adds the same words with the line ends of Windows', async () => {
    const unix = await findStyleFile(filesWith('Flat colors.\n\n- No text\n'));
    const windows = await findStyleFile(filesWith('\ufeffFlat colors.\r\n\r\n- No text\r\n'));
    assert.equal(unix?.text, 'Flat colors.\n\n- No text');
    assert.deepEqual(windows, unix);
  });
});
