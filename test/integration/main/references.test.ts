import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { appendFile, mkdir, rename, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import * as vscode from 'vscode';
import type { ErrorDetails } from '../../../src/core/model/errors';
import {
  prepareReference,
  readImageFacts,
  type PreparedReference,
} from '../../../src/app/references/referenceFile';
import { isError } from '../../unit/core/apis/isError';
import { fixtures } from '../../unit/core/image/fixtures';
import { makePng } from '../../unit/core/image/samples';
import { files } from '../files';
import { makeFolderInWorkspace, type TemporaryFolder } from '../temporaryFolder';

describe('References on a disk', () => {
  let folder: TemporaryFolder;

  beforeEach(async () => {
    folder = await makeFolderInWorkspace();
  });

  afterEach(() => folder.remove());

  const uriOf = (name: string): vscode.Uri => vscode.Uri.joinPath(folder.uri, name);
  const prepare = (name: string): Promise<PreparedReference> =>
    prepareReference(files, { uri: uriOf(name).toString(), use: 'asset' }, new AbortController().signal);
  const refuses = (name: string, details: Partial<ErrorDetails>): Promise<void> =>
    assert.rejects(prepare(name), isError('cannotReadReference', details));
  const read = async ({ read: pieces }: PreparedReference): Promise<Buffer> => {
    const all: Uint8Array[] = [];
    for await (const piece of pieces()) {
      all.push(piece);
    }
    return Buffer.concat(all);
  };

  it('are known by their bytes, with path, length and hash', async () => {
    const png = await makePng();
    await writeFile(folder.at('fox.png'), png);
    const reference = await prepare('fox.png');
    const { format, byteLength, sha256, name } = reference;
    assert.deepEqual(
      { format, byteLength, sha256, name },
      {
        format: 'png',
        byteLength: png.length,
        sha256: createHash('sha256').update(png).digest('hex'),
        name: vscode.workspace.asRelativePath(uriOf('fox.png')),
      },
    );
    assert.ok(png.equals(await read(reference)));
  });

  it('a JPEG that is named .png is read as a JPEG', async () => {
    await writeFile(folder.at('fox.png'), fixtures.jpeg);
    const { format, width, height } = await readImageFacts(files, uriOf('fox.png').toString());
    assert.deepEqual({ format, width, height }, { format: 'jpeg', width: 24, height: 16 });
    assert.equal((await prepare('fox.png')).format, 'jpeg');
  });

  it('a large file comes in pieces, whole and in order', async () => {
    const bytes = Buffer.concat([await makePng(), Buffer.alloc(3_000_000, 'tail ')]);
    await writeFile(folder.at('large.png'), bytes);
    const reference = await prepare('large.png');
    const pieces: Uint8Array[] = [];
    for await (const piece of reference.read()) {
      pieces.push(piece);
    }
    assert.ok(pieces.length >= 3);
    assert.ok(bytes.equals(Buffer.concat(pieces)));
  });

  it('can be read again and again', async () => {
    await writeFile(folder.at('fox.png'), await makePng());
    const reference = await prepare('fox.png');
    assert.ok((await read(reference)).equals(await read(reference)));
  });

  it('a text, a folder, an empty and a missing file are refused, each for its reason', async () => {
    await writeFile(folder.at('text.png'), 'no image at all, whatever it is called');
    await writeFile(folder.at('empty.png'), '');
    await mkdir(folder.at('folder.png'));
    await refuses('text.png', { reason: 'notAnImage' });
    await refuses('empty.png', { reason: 'empty' });
    await refuses('folder.png', { reason: 'notAFile' });
    await refuses('missing.png', { reason: 'missing' });
  });

  it('an image that breaks off, and one in colors for printing, are refused before anything is sent', async () => {
    const png = await makePng();
    await writeFile(folder.at('broken.png'), png.subarray(0, png.length - 10));
    await writeFile(folder.at('print.jpg'), fixtures.jpegCmyk);
    await refuses('broken.png', { reason: 'truncated' });
    await refuses('print.jpg', { reason: 'cmyk' });
  });

  it('a pipe is refused and keeps no one waiting', async function () {
    if (process.platform === 'win32') {
      this.skip();
    }
    await promisify(execFile)('mkfifo', [folder.at('pipe.png')]);
    await assert.rejects(prepare('pipe.png'), isError('cannotReadReference'));
  });

  it('a pipe that has taken the place of a file keeps no one waiting either', async function () {
    if (process.platform === 'win32') {
      this.skip();
    }
    await writeFile(folder.at('fox.png'), await makePng());
    const reference = await prepare('fox.png');
    await rm(folder.at('fox.png'));
    await promisify(execFile)('mkfifo', [folder.at('fox.png')]);
    await assert.rejects(read(reference), isError('cannotReadReference', { reason: 'changed' }));
  });

  it('a device is refused', async function () {
    if (process.platform === 'win32') {
      this.skip();
    }
    const device = vscode.Uri.file('/dev/zero');
    await assert.rejects(readImageFacts(files, device.toString()), isError('cannotReadReference'));
  });

  it('a link to an image is read, a link to nowhere is refused', async () => {
    await writeFile(folder.at('fox.png'), await makePng());
    await symlink(folder.at('fox.png'), folder.at('link.png'));
    await symlink(folder.at('gone.png'), folder.at('broken.png'));
    assert.equal((await prepare('link.png')).format, 'png');
    await assert.rejects(prepare('broken.png'), isError('cannotReadReference'));
  });

  it('a file whose length changes between the look and the sending is refused', async () => {
    await writeFile(folder.at('fox.png'), await makePng());
    const reference = await prepare('fox.png');
    await appendFile(folder.at('fox.png'), 'more');
    await assert.rejects(read(reference), isError('cannotReadReference', { reason: 'changed' }));
  });

  it('a file that shrinks while it is sent is refused instead of sent short', async () => {
    await writeFile(folder.at('large.png'), Buffer.concat([await makePng(), Buffer.alloc(3_000_000)]));
    const pieces = (await prepare('large.png')).read()[Symbol.asyncIterator]();
    await pieces.next();
    await truncate(folder.at('large.png'), 1000);
    const rest = async (): Promise<void> => {
      while ((await pieces.next()).done !== true) {
        // Only the end matters.
      }
    };
    await assert.rejects(rest(), isError('cannotReadReference', { reason: 'changed' }));
  });

  it('a file that is renamed after the look is missed', async () => {
    await writeFile(folder.at('fox.png'), await makePng());
    const reference = await prepare('fox.png');
    await rename(folder.at('fox.png'), folder.at('wolf.png'));
    await assert.rejects(read(reference), isError('cannotReadReference', { reason: 'missing' }));
  });

  it('reading stops when the job is cancelled', async () => {
    await writeFile(folder.at('fox.png'), await makePng());
    const cancelled = AbortSignal.abort();
    await assert.rejects(
      prepareReference(files, { uri: uriOf('fox.png').toString(), use: 'asset' }, cancelled),
      {
        name: 'AbortError',
      },
    );
  });
});
