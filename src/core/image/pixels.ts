import { EaselError } from '../model/errors';
import type { RequestOption } from '../../shared/options';
import type { Difference } from '../model/recipe';
import { formatFacts, formatNamed, type Dimensions, type ImageFormat } from '../../shared/imageFormat';

/**
 * Pixels of exactly the given ratio whose area is nearest to the size class: `16:9` and `1K` are 1360 × 765.
 * @param aspectRatio `width:height` in whole numbers
 * @param size `512`, or thousands such as `1K` for the area of 1024 × 1024
 * @throws EaselError `invalidRequest` where one of them is not of this form or out of all proportion.
 */
export function pixelsFor(aspectRatio: string, size: string): Dimensions {
  const ratio = parseRatio(aspectRatio) ?? refuse('aspectRatio', aspectRatio);
  const side = parseSize(size) ?? refuse('size', size);
  const divisor = greatestCommonDivisor(ratio.width, ratio.height);
  const [width, height] = [ratio.width / divisor, ratio.height / divisor];
  const times = Math.max(1, Math.round(side / Math.sqrt(width * height)));
  const pixels = { width: width * times, height: height * times };
  return Math.max(pixels.width, pixels.height) <= maxSide ? pixels : refuse('aspectRatio', aspectRatio);
}

/** The offered ratio that is nearest to an image's own. @returns `undefined` where none is offered. */
export function nearestRatio({ width, height }: Dimensions, offered: readonly string[]): string | undefined {
  const distance = (text: string): number => {
    const ratio = parseRatio(text);
    return ratio ? apart(width / height, ratio.width / ratio.height) : Infinity;
  };
  return offered.toSorted((one, other) => distance(one) - distance(other))[0];
}

/**
 * Compares an image with what was asked for. Options that were left open, or that have no meaning here
 * (such as `auto`), differ from nothing; nor do pixels that are not known, which are 0.
 */
export function compareWithRequest(
  requested: {
    readonly aspectRatio: string;
    readonly size: string;
    readonly background?: string;
    readonly outputFormat?: string;
    readonly declaredMediaType?: string;
  },
  delivered: Dimensions & {
    readonly format: ImageFormat;
    /** Absent where it is not known. */
    readonly hasAlpha?: boolean | undefined;
  },
): readonly Difference[] {
  const { width, height, format } = delivered;
  const differences: Difference[] = [];
  const isKnown = width > 0 && height > 0;
  const ratio = parseRatio(requested.aspectRatio);
  if (ratio && isKnown && apart(width / height, ratio.width / ratio.height) > ratioTolerance) {
    differences.push({ what: 'aspectRatio', requested: requested.aspectRatio, delivered: { width, height } });
  }
  if (isKnown && isOtherSize(requested.size, { width, height })) {
    differences.push({ what: 'size', requested: requested.size, delivered: { width, height } });
  }
  const { outputFormat = '' } = requested;
  if ((formatNamed(outputFormat) ?? format) !== format) {
    differences.push({ what: 'outputFormat', requested: outputFormat, delivered: format });
  }
  const { background = '' } = requested;
  if (background === 'transparent' && delivered.hasAlpha === false) {
    differences.push({ what: 'background', requested: background, delivered: format });
  }
  const declared = imageTypeIn(requested.declaredMediaType);
  if (declared !== undefined && declared !== formatFacts[format].mediaType) {
    differences.push({ what: 'format', requested: declared, delivered: format });
  }
  return differences;
}

// Providers round to multiples of 16: 1536 × 672 for 21:9 is 2 % off.
const ratioTolerance = 1.04;

// The classes double, so half way (in steps of the eye) to the next one is the square root of 2.
const sizeTolerance = Math.SQRT2;

const maxSide = 32_767;

const maxNominalSide = 8192;

/** Pixels are meant exactly; a class is no more than near. */
function isOtherSize(size: string, { width, height }: Dimensions): boolean {
  const [, across, down] = /^(\d{1,5})x(\d{1,5})$/.exec(size) ?? [];
  if (across !== undefined) {
    return Number(across) !== width || Number(down) !== height;
  }
  const side = parseSize(size);
  return side !== undefined && apart(Math.sqrt(width * height), side) > sizeTolerance;
}

/** How many times the larger one is the smaller one. */
function apart(first: number, second: number): number {
  return Math.max(first / second, second / first);
}

function parseRatio(text: string): Dimensions | undefined {
  const [, width, height] = /^(\d{1,4}):(\d{1,4})$/.exec(text) ?? [];
  const ratio = { width: Number(width), height: Number(height) };
  return ratio.width > 0 && ratio.height > 0 ? ratio : undefined;
}

/** The side of a square of that class, in pixels. */
function parseSize(text: string): number | undefined {
  const [, digits, thousands] = /^(\d{1,4}(?:\.\d)?)(K?)$/i.exec(text) ?? [];
  const side = Number(digits) * (thousands ? 1024 : 1);
  return side >= 16 && side <= maxNominalSide ? side : undefined;
}

function greatestCommonDivisor(first: number, second: number): number {
  return second === 0 ? first : greatestCommonDivisor(second, first % second);
}

function imageTypeIn(declared: string | undefined): string | undefined {
  const type = declared?.split(';', 1)[0]?.trim().toLowerCase();
  if (!type?.startsWith('image/')) {
    return undefined;
  }
  return type === 'image/jpg' || type === 'image/pjpeg' ? 'image/jpeg' : type;
}

function refuse(option: RequestOption, value: string): never {
  throw new EaselError('invalidRequest', {
    problem: { problem: 'optionNotOffered', option, value, offered: [] },
  });
}
