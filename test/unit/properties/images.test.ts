import assert from 'node:assert/strict';
import fc from 'fast-check';
import { EaselError } from '../../../src/core/model/errors';
import { isComplete } from '../../../src/core/image/completeness';
import { readDimensions } from '../../../src/core/image/header/dimensions';
import { imageFormats } from '../../../src/shared/imageFormat';
import { compareWithRequest, nearestRatio, pixelsFor } from '../../../src/core/image/pixels';
import { sniffFormat } from '../../../src/core/image/sniff';
import { imageSamples } from './imageSamples';
import { mutateBytes, mutations } from './mutations';
import { describeProperties, holds, textOf } from './property';

const samples = await imageSamples();
const damaged = fc.tuple(fc.constantFrom(...samples), mutations);
const anyFormat = fc.constantFrom(...imageFormats);

function examine(bytes: Uint8Array, format: (typeof imageFormats)[number]): void {
  const found = sniffFormat(bytes);
  assert.ok(found === undefined || imageFormats.includes(found));
  assert.equal(typeof isComplete(bytes, format), 'boolean');
  const dimensions = readDimensions(bytes, format);
  for (const side of dimensions ? [dimensions.width, dimensions.height] : []) {
    assert.ok(Number.isSafeInteger(side) && side > 0, `${format} ${side}`);
  }
}

describeProperties('any damaged image', () => {
  holds(
    'is looked at without harm, and never has a size that cannot be',
    damaged,
    ([[format, bytes], changes]) => {
      examine(mutateBytes(bytes, changes), format);
    },
  );

  holds(
    'is looked at without harm as what it is not',
    fc.tuple(damaged, anyFormat),
    ([[[, bytes], changes], format]) => {
      examine(mutateBytes(bytes, changes), format);
    },
  );

  holds('that was only cut off is known by its start as before', damaged, ([[format, bytes], changes]) => {
    const { at } = changes[0]!;
    const start = bytes.subarray(0, at % (bytes.length + 1));
    assert.ok([undefined, format].includes(sniffFormat(start)));
    const [whole, known] = [readDimensions(bytes, format), readDimensions(start, format)];
    // The parts that turn an HEIF on its side come behind the one that says how large it is.
    assert.ok(known === undefined || format === 'heic' || format === 'avif' || sameSize(known, whole));
  });

  holds('that is no image at all is examined', fc.tuple(fc.uint8Array(), anyFormat), ([bytes, format]) => {
    examine(bytes, format);
  });
});

const side = fc.integer({ min: 0, max: 2 ** 31 });
const ratio = fc.oneof(
  fc.tuple(fc.nat(99_999), fc.nat(99_999)).map(([width, height]) => `${width}:${height}`),
  textOf('0123456789:-. k', { maxLength: 9 }),
);
const size = fc.oneof(
  fc.tuple(fc.nat(20_000), fc.constantFrom('', 'K', 'k', '.5K')).map(([digits, unit]) => `${digits}${unit}`),
  textOf('0123456789Kx. -', { maxLength: 8 }),
);

describeProperties('any ratio and size', () => {
  holds(
    'become whole pixels of exactly that ratio, or are refused',
    fc.tuple(ratio, size),
    ([wanted, class_]) => {
      try {
        const { width, height } = pixelsFor(wanted, class_);
        assert.ok([width, height].every((each) => Number.isInteger(each) && each >= 1 && each <= 32_767));
        const [across = 0, down = 0] = wanted.split(':').map(Number);
        assert.equal(width * down, height * across);
      } catch (error) {
        assert.ok(error instanceof EaselError && error.kind === 'invalidRequest', String(error));
      }
    },
  );

  holds(
    'are compared with any image, each difference told once',
    fc.tuple(ratio, size, fc.option(fc.string(), { nil: undefined }), side, side, anyFormat),
    ([aspectRatio, class_, type, width, height, format]) => {
      const requested = { aspectRatio, size: class_, ...(type !== undefined && { declaredMediaType: type }) };
      const told = compareWithRequest(requested, { width, height, format }).map(({ what }) => what);
      assert.equal(new Set(told).size, told.length);
      const known = width > 0 && height > 0;
      assert.ok(known || !told.some((what) => what !== 'format'));
    },
  );

  holds(
    'include the nearest one that is offered',
    fc.tuple(side, side, fc.array(ratio, { maxLength: 5 })),
    ([width, height, offered]) => {
      const found = nearestRatio({ width: width + 1, height: height + 1 }, offered);
      assert.equal(found === undefined, offered.length === 0);
      assert.ok(found === undefined || offered.includes(found));
    },
  );
});

function sameSize(one: { width: number; height: number }, other: typeof one | undefined): boolean {
  return one.width === other?.width && one.height === other.height;
}
