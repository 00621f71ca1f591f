import assert from 'node:assert/strict';
import { EaselError } from '../../../../src/core/model/errors';
import { isTooLargeToShow } from '../../../../src/shared/imageFormat';
import { compareWithRequest, nearestRatio, pixelsFor } from '../../../../src/core/image/pixels';

const ratios = '1:1 1:4 1:8 2:3 3:2 3:4 4:1 4:3 4:5 5:4 8:1 9:16 16:9 21:9'.split(' ');

describe('an image', () => {
  it('is too large to show from 268 million pixels on', () => {
    assert.equal(isTooLargeToShow({ width: 16_384, height: 16_384 }), false);
    assert.equal(isTooLargeToShow({ width: 16_385, height: 16_384 }), true);
    assert.equal(isTooLargeToShow({ width: 0, height: 0 }), false);
  });
});

describe('pixelsFor', () => {
  it('gives exactly the ratio with the area nearest to the class', () => {
    assert.deepEqual(pixelsFor('1:1', '1K'), { width: 1024, height: 1024 });
    assert.deepEqual(pixelsFor('16:9', '1K'), { width: 1360, height: 765 });
    assert.deepEqual(pixelsFor('9:16', '2K'), { width: 1539, height: 2736 });
    assert.deepEqual(pixelsFor('3:2', '4K'), { width: 5016, height: 3344 });
    assert.deepEqual(pixelsFor('1:8', '512'), { width: 181, height: 1448 });
  });

  it('is exact for every ratio and near for every size', () => {
    for (const ratio of ratios) {
      for (const [size, side] of [
        ['512', 512],
        ['1K', 1024],
        ['2K', 2048],
        ['4K', 4096],
      ] as const) {
        const { width, height } = pixelsFor(ratio, size);
        const [across, down] = ratio.split(':').map(Number);
        assert.equal(width * down!, height * across!, ratio);
        assert.ok(Math.abs(Math.sqrt(width * height) / side - 1) < 0.02, `${ratio} ${size}`);
        assert.deepEqual(
          compareWithRequest({ aspectRatio: ratio, size }, { width, height, format: 'png' }),
          [],
        );
      }
    }
  });

  it('reduces the ratio, so that 21:9 comes closer to the class', () => {
    assert.deepEqual(pixelsFor('21:9', '1K'), { width: 1561, height: 669 });
  });

  it('refuses what is no ratio or no size before drawing anything', () => {
    for (const [ratio, size] of [
      ['auto', '1K'],
      ['0:1', '1K'],
      ['1:1', 'HD'],
      ['1:1', '64K'],
      ['1:1', '1'],
      ['1:9999', '4K'],
    ] as const) {
      assert.throws(
        () => pixelsFor(ratio, size),
        (error) => error instanceof EaselError && error.details.problem?.problem === 'optionNotOffered',
      );
    }
  });
});

describe('compareWithRequest', () => {
  const compare = (aspectRatio: string, size: string, width: number, height: number) =>
    compareWithRequest({ aspectRatio, size }, { width, height, format: 'png' });

  it('takes the pixels that providers round to as what was asked for', () => {
    assert.deepEqual(compare('16:9', '1K', 1376, 768), []);
    assert.deepEqual(compare('16:9', '1K', 1344, 768), []);
    assert.deepEqual(compare('21:9', '1K', 1536, 672), []);
    assert.deepEqual(compare('2:3', '1K', 832, 1248), []);
  });

  it('tells another ratio', () => {
    assert.deepEqual(compare('16:9', '1K', 1024, 1024), [
      { what: 'aspectRatio', requested: '16:9', delivered: { width: 1024, height: 1024 } },
    ]);
    assert.equal(compare('3:2', '1K', 768, 1152)[0]?.what, 'aspectRatio');
    assert.equal(compare('4:3', '1K', 1024, 819)[0]?.what, 'aspectRatio');
  });

  it('tells another size class', () => {
    assert.deepEqual(compare('1:1', '2K', 1024, 1024), [
      { what: 'size', requested: '2K', delivered: { width: 1024, height: 1024 } },
    ]);
    assert.equal(compare('1:1', '512', 1024, 1024)[0]?.what, 'size');
    assert.deepEqual(compare('1:1', '4K', 3840, 3840), []);
  });

  it('tells a format that was not declared', () => {
    const declared = (declaredMediaType: string) =>
      compareWithRequest(
        { aspectRatio: '', size: '', declaredMediaType },
        { width: 1, height: 1, format: 'jpeg' },
      );
    assert.deepEqual(declared('image/png'), [{ what: 'format', requested: 'image/png', delivered: 'jpeg' }]);
    assert.deepEqual(declared('image/jpeg; charset=binary'), []);
    assert.deepEqual(declared('IMAGE/JPG'), []);
    assert.deepEqual(declared('application/octet-stream'), []);
  });

  it('tells another file format than was asked for, however its provider spells it', () => {
    const asked = (outputFormat: string, format: 'png' | 'jpeg') =>
      compareWithRequest({ aspectRatio: '', size: '', outputFormat }, { width: 1, height: 1, format });
    assert.deepEqual(asked('webp', 'png'), [{ what: 'outputFormat', requested: 'webp', delivered: 'png' }]);
    assert.deepEqual(asked('jpg', 'png'), [{ what: 'outputFormat', requested: 'jpg', delivered: 'png' }]);
    for (const outputFormat of ['jpg', 'JPEG', '', 'auto']) {
      assert.deepEqual(asked(outputFormat, 'jpeg'), [], outputFormat);
    }
  });

  it('tells a file without transparency where a transparent background was asked for', () => {
    const asked = (background: string, hasAlpha?: boolean) =>
      compareWithRequest(
        { aspectRatio: '', size: '', background },
        { width: 1, height: 1, format: 'png', hasAlpha },
      );
    assert.deepEqual(asked('transparent', false), [
      { what: 'background', requested: 'transparent', delivered: 'png' },
    ]);
    assert.deepEqual(
      [asked('transparent', true), asked('transparent'), asked('opaque', false)],
      [[], [], []],
    );
  });

  it('has nothing to say about options left open or pixels not known', () => {
    assert.deepEqual(compare('', '', 10, 3000), []);
    assert.deepEqual(compare('auto', 'auto', 10, 3000), []);
    assert.deepEqual(compare('16:9', '1K', 0, 0), []);
  });
});

describe('nearestRatio', () => {
  const offered = ['1:1', '3:4', '4:3', '9:16', '16:9'];

  it('is the offered ratio that looks most like the image', () => {
    assert.equal(nearestRatio({ width: 1376, height: 768 }, offered), '16:9');
    assert.equal(nearestRatio({ width: 800, height: 1000 }, offered), '3:4');
    assert.equal(nearestRatio({ width: 500, height: 510 }, offered), '1:1');
  });

  it('is none where none is offered', () => {
    assert.equal(nearestRatio({ width: 1, height: 1 }, []), undefined);
  });
});
