import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { DraftFile, type ShownDraft } from '../../../../src/core/storage/previewFile';
import { drawJpeg, drawPng } from '../../../servers/image';
import { makeTemporaryFolder, removeTemporaryFolder } from '../../../temporaryFolder';

const about = { prompt: '', model: '', aspectRatio: '', size: '', quality: '', references: [] };
const chunk = { ...about, call: 0, image: 0, draft: true };

describe('The drafts of a call', () => {
  let folder: string;
  let shown: ShownDraft[];
  let logged: string[];
  let onNext: () => void;

  beforeEach(() => {
    folder = path.join(makeTemporaryFolder('drafts'), 'drafts');
    [shown, logged, onNext] = [[], [], () => undefined];
  });

  afterEach(() => removeTemporaryFolder(path.dirname(folder)));

  const open = (): DraftFile =>
    new DraftFile({
      folder,
      onShown: (draft) => {
        shown.push(draft);
        onNext();
      },
      log: (line) => logged.push(line),
    });

  const show = (drafts: DraftFile, bytes: Uint8Array, isPaid = false): Promise<void> =>
    new Promise((resolve) => {
      onNext = resolve;
      drafts.show({ bytes, isPaid });
    });

  it('stand in one file, each in the place of the one before, and are gone when it ends', async () => {
    const drafts = open();
    const [first, second] = await Promise.all([64, 80].map((width) => drawPng({ chunk, width, height: 64 })));
    await show(drafts, first!);
    assert.deepEqual(await readFile(shown[0]!.file), first);
    await show(drafts, second!);
    assert.deepEqual(await readFile(shown[1]!.file), second);
    assert.deepEqual(
      shown.map(({ version }) => version),
      [1, 2],
    );
    assert.deepEqual(await readdir(folder), [path.basename(shown[0]!.file)]);
    await drafts.close();
    assert.deepEqual(await readdir(folder), []);
    drafts.show({ bytes: first!, isPaid: false });
    await drafts.close();
    assert.deepEqual([shown.length, await readdir(folder), logged], [2, [], []]);
  });

  it('end while one is written, and leave nothing', async () => {
    const bytes = await drawPng({ chunk, width: 64, height: 64 });
    const drafts = open();
    drafts.show({ bytes, isPaid: false });
    await drafts.close();
    assert.deepEqual(shown, []);
    // Had the first been left to itself, it would be there by now.
    const others = open();
    await show(others, bytes);
    await others.close();
    assert.deepEqual(await readdir(folder), []);
  });

  it('are named after their bytes, and what is no image is not shown', async () => {
    const drafts = open();
    drafts.show({ bytes: Buffer.from('<html>'), isPaid: false });
    await show(drafts, drawJpeg({ chunk, width: 64, height: 64 }));
    assert.equal(path.extname(shown[0]!.file), '.jpg');
    await drafts.close();
    assert.equal(shown.length, 1);
  });

  it('are remembered where they are paid', async () => {
    const drafts = open();
    assert.equal(drafts.lastPaid(), undefined);
    drafts.show({ bytes: Buffer.from('paid'), isPaid: true });
    drafts.show({ bytes: Buffer.from('free'), isPaid: false });
    assert.equal(String(drafts.lastPaid()), 'paid');
    await drafts.close();
  });

  it('of windows that are gone are swept, those of others are not', async () => {
    await mkdir(folder, { recursive: true });
    const { pid: gone } = spawnSync(process.execPath, ['--version']);
    await writeFile(path.join(folder, `${gone}-a.png`), '');
    await writeFile(path.join(folder, `${process.ppid}-b.png`), '');
    const drafts = open();
    await show(drafts, await drawPng({ chunk, width: 64, height: 64 }));
    await drafts.close();
    assert.deepEqual(await readdir(folder), [`${process.ppid}-b.png`]);
  });
});
