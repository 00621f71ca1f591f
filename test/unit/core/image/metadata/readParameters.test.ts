import assert from 'node:assert/strict';
import { deflateSync } from 'node:zlib';
import { parseParameters } from '../../../../../src/core/image/metadata/generationParameters';
import { readImageTexts } from '../../../../../src/core/image/metadata/imageTexts';
import { readParameters } from '../../../../../src/core/image/metadata/readParameters';
import { chunk } from '../../../../../src/core/image/pngWriter';
import { makePng } from '../samples';

const text = [
  'a lighthouse, (storm:1.2)',
  'second line',
  'Negative prompt: blurry, low quality',
  'Steps: 20, Sampler: Euler a, CFG scale: 7, Seed: 42, Size: 512x768, Model: dream, Hashes: "{\\"a\\": \\"b, c\\"}", Version: v1.9',
].join('\n');

describe('Generation parameters of other programs', () => {
  it('are a prompt, a negative prompt and settings', () => {
    const parameters = parseParameters(text);
    assert.equal(parameters?.prompt, 'a lighthouse, (storm:1.2)\nsecond line');
    assert.equal(parameters.negativePrompt, 'blurry, low quality');
    assert.deepEqual(parameters.size, { width: 512, height: 768 });
    assert.deepEqual(Array.from(parameters.settings).slice(0, 3), [
      ['Steps', '20'],
      ['Sampler', 'Euler a'],
      ['CFG scale', '7'],
    ]);
    assert.equal(parameters.settings.get('Hashes'), '{"a": "b, c"}');
    assert.equal(parameters.settings.get('Version'), 'v1.9');
  });

  it('may go without a negative prompt, and with line ends of Windows', () => {
    const parameters = parseParameters('a fox\r\nSteps: 5, Size: 64x64');
    assert.deepEqual([parameters?.prompt, parameters?.negativePrompt], ['a fox', '']);
  });

  it('are not read from any other text', () => {
    for (const other of ['', 'a photo of my cat', 'Steps to take: 5', '{"sui": 1}', 'x'.repeat(300_000)]) {
      assert.equal(parseParameters(other), undefined);
    }
  });

  it('take no long time to read, whatever they hold', () => {
    for (const tail of [
      'a '.repeat(60_000),
      '"\\'.repeat(60_000),
      ','.repeat(120_000),
      'a:'.repeat(60_000),
    ]) {
      assert.equal(parseParameters(`x\nSteps: 1, ${tail}`)?.prompt, 'x');
    }
    assert.equal(parseParameters('x\n'.repeat(100_000), { isCertain: true }), undefined);
  });

  it('are read from PNG text, compressed or not', async () => {
    const png = await makePng();
    const with_ = (type: string, ...data: readonly (Buffer | string)[]): Buffer =>
      Buffer.concat([
        png.subarray(0, 33),
        chunk(type, Buffer.concat(data.map((each) => Buffer.from(each as string)))),
        png.subarray(33),
      ]);
    const unicode = text.replace('lighthouse', '灯塔');
    assert.equal(readParameters(with_('tEXt', 'parameters\0', text), 'png')?.settings.get('Seed'), '42');
    assert.match(
      readParameters(with_('iTXt', 'parameters\0', Buffer.alloc(4), unicode), 'png')?.prompt ?? '',
      /^a 灯塔/,
    );
    const flags = Buffer.from([1, 0, 0, 0]);
    const packed = deflateSync(unicode);
    assert.match(readParameters(with_('iTXt', 'parameters\0', flags, packed), 'png')?.prompt ?? '', /灯塔/);
    const latin = Buffer.concat([Buffer.alloc(1), deflateSync(text)]);
    assert.match(readParameters(with_('zTXt', 'parameters\0', latin), 'png')?.prompt ?? '', /lighthouse/);
    assert.equal(readParameters(with_('tEXt', 'Comment\0', text), 'png'), undefined);
    assert.equal(readParameters(png, 'png'), undefined);
  });

  it('of many compressed texts are read up to a bound', async () => {
    const one = chunk(
      'zTXt',
      Buffer.concat([Buffer.from('parameters\0\0', 'latin1'), deflateSync(Buffer.alloc(240_000, 'x\n'))]),
    );
    const png = await makePng();
    const file = Buffer.concat([
      png.subarray(0, 33),
      ...Array.from({ length: 2000 }, () => one),
      png.subarray(33),
    ]);
    const texts = readImageTexts(file, 'png');
    assert.ok(texts.length <= 12);
    assert.ok(texts.reduce((sum, each) => sum + each.text.length, 0) <= 512 * 1024);
    const short = chunk('tEXt', Buffer.from('parameters\0a'));
    const many = Buffer.concat([
      png.subarray(0, 33),
      ...Array.from({ length: 2000 }, () => short),
      png.subarray(33),
    ]);
    assert.equal(readImageTexts(many, 'png').length, 12);
  });

  it('of a compressed text are read up to a bound', async () => {
    const png = await makePng();
    const bomb = deflateSync(Buffer.alloc(50_000_000, 'a'));
    const data = Buffer.concat([Buffer.from('parameters\0\0', 'latin1'), bomb]);
    const file = Buffer.concat([png.subarray(0, 33), chunk('zTXt', data), png.subarray(33)]);
    assert.equal(readParameters(file, 'png'), undefined);
  });

  const encodings: Readonly<Record<string, (comment: string) => Buffer>> = {
    'UTF-16 in the order of the block': (comment) =>
      Buffer.concat([Buffer.from('UNICODE\0'), Buffer.from(comment, 'utf16le')]),
    'UTF-16 in the other order': (comment) =>
      Buffer.concat([Buffer.from('UNICODE\0'), Buffer.from(comment, 'utf16le').swap16()]),
    ASCII: (comment) => Buffer.from(`ASCII\0\0\0${comment}`),
  };
  for (const [name, encode] of Object.entries(encodings)) {
    it(`are read from an EXIF comment in ${name}`, () => {
      const jpeg = jpegWith(exif(encode(text)));
      assert.equal(readParameters(jpeg, 'jpeg')?.negativePrompt, 'blurry, low quality');
    });
  }

  it('of a WebP stand in its EXIF chunk', () => {
    const block = exif(Buffer.from(`ASCII\0\0\0${text}`));
    const head = Buffer.alloc(20);
    head.write('RIFF', 0, 'latin1');
    head.writeUInt32LE(12 + block.length + (block.length % 2), 4);
    head.write('WEBPEXIF', 8, 'latin1');
    head.writeUInt32LE(block.length, 16);
    const file = Buffer.concat([head, block, Buffer.alloc(block.length % 2)]);
    assert.match(readParameters(file, 'webp')?.prompt ?? '', /lighthouse/);
  });

  it('are nowhere in a broken EXIF block', () => {
    const whole = exif(Buffer.from(`ASCII\0\0\0${text}`));
    for (let length = 0; length < 60; length++) {
      assert.equal(readParameters(jpegWith(whole.subarray(0, length)), 'jpeg'), undefined);
    }
    for (let at = 0; at < 52; at++) {
      const broken = Buffer.from(whole);
      broken[at] = 0xff;
      // It may still be found; what counts is that nothing is thrown and nothing else is found.
      assert.match(readParameters(jpegWith(broken), 'jpeg')?.prompt ?? 'a lighthouse', /lighthouse/);
    }
  });
});

/** A little-endian block whose first directory leads to the one with the comment. */
function exif(comment: Buffer): Buffer {
  const block = Buffer.alloc(8 + 18 + 18);
  block.write('II*\0', 0, 'latin1');
  block.writeUInt32LE(8, 4);
  writeDirectory(block, { at: 8, tag: 0x8769, type: 4, count: 1, value: 26 });
  writeDirectory(block, { at: 26, tag: 0x9286, type: 7, count: comment.length, value: 44 });
  return Buffer.concat([block, comment]);
}

function writeDirectory(
  block: Buffer,
  entry: { at: number; tag: number; type: number; count: number; value: number },
): void {
  block.writeUInt16LE(1, entry.at);
  block.writeUInt16LE(entry.tag, entry.at + 2);
  block.writeUInt16LE(entry.type, entry.at + 4);
  block.writeUInt32LE(entry.count, entry.at + 6);
  block.writeUInt32LE(entry.value, entry.at + 10);
}

/** Only the segments in front of the pixels. */
function jpegWith(block: Buffer): Buffer {
  const content = Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), block]);
  const head = Buffer.from([0xff, 0xd8, 0xff, 0xe1, 0, 0]);
  head.writeUInt16BE(content.length + 2, 4);
  return Buffer.concat([head, content, Buffer.from([0xff, 0xda, 0, 2])]);
}
