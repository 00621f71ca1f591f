import assert from 'node:assert/strict';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { inflateSync } from 'node:zlib';
import { crc32, writePng, type IndexedImage } from '../../../../src/core/image/pngWriter';
import { seededRandom } from './samples';

const never = new AbortController().signal;

function noise(width: number, height: number): IndexedImage {
  const random = seededRandom(1);
  return {
    width,
    height,
    palette: Array.from({ length: 256 }, (_, index) => [index, index, index] as const),
    drawRow: (_, row) => row.forEach((__, index) => (row[index] = Math.floor(random() * 256))),
  };
}

/** The pixels of a PNG as it was written: each row behind its filter byte. */
function readRows(png: Uint8Array): Buffer {
  const bytes = Buffer.from(png);
  const data: Buffer[] = [];
  for (let at = 8; at < bytes.length; at += bytes.readUInt32BE(at) + 12) {
    const end = at + 8 + bytes.readUInt32BE(at);
    assert.equal(bytes.readUInt32BE(end), crc32(bytes.subarray(at + 4, end)));
    if (bytes.toString('latin1', at + 4, at + 8) === 'IDAT') {
      data.push(bytes.subarray(at + 8, end));
    }
  }
  return inflateSync(Buffer.concat(data));
}

describe('writePng', () => {
  it('writes the rows that were drawn, also such that do not compress', async () => {
    const image = noise(700, 900);
    const rows = readRows(await writePng(image, never));
    assert.equal(rows.length, 701 * 900);
    const again = noise(700, 900);
    for (let y = 0; y < 900; y++) {
      const row = new Uint8Array(700);
      again.drawRow(y, row);
      assert.ok(rows.subarray(y * 701 + 1, (y + 1) * 701).equals(row), `row ${y}`);
    }
  });

  it('computes the CRC of PNG', () => {
    assert.equal(crc32(Buffer.from('123456789')), 0xcbf43926);
  });

  it('stops with the reason of the signal, before and while it draws', async () => {
    const reason = new Error('enough');
    await assert.rejects(writePng(noise(8, 8), AbortSignal.abort(reason)), reason);
    const controller = new AbortController();
    let rows = 0;
    const image: IndexedImage = {
      ...noise(4096, 4096),
      drawRow() {
        rows++;
      },
    };
    const writing = writePng(image, controller.signal);
    await nextTurn();
    controller.abort(reason);
    await assert.rejects(writing, reason);
    assert.ok(rows < 4096, `${rows} rows were drawn`);
  });
});
