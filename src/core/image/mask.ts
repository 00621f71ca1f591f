import { EaselError } from '../model/errors';
import type { Dimensions } from '../../shared/imageFormat';
import { changesAt, readMask, type MaskBits } from './maskReader';
import { writePngRows } from './pngWriter';
import type { Mask, Reference } from '../model/reference';

/**
 * What the panel has painted, written anew as every service reads it: white and transparent where the image is to
 * change, black and opaque elsewhere. OpenAI looks at the opacity, stable-diffusion.cpp at the brightness.
 * @returns `undefined` where nothing is marked.
 * @throws EaselError `invalidRequest` (`maskFormat`) for bytes that are no mask.
 */
export async function cleanMask(bytes: Uint8Array, signal: AbortSignal): Promise<Uint8Array | undefined> {
  const mask = await bitsOf(bytes);
  return mask.isMarked ? writeTransparent(mask, mask, signal) : undefined;
}

/**
 * A mask that was kept, with as many pixels as the first reference has when it is sent.
 * @throws EaselError `invalidRequest`: `maskPixels` for an image of another ratio, `maskFormat` for what is no mask.
 */
export async function fitMask(
  kept: Uint8Array,
  { name, width, height }: Pick<Reference, 'name' | 'width' | 'height'>,
  signal: AbortSignal,
): Promise<Mask> {
  const mask = await bitsOf(kept);
  const reference = { width: width ?? mask.width, height: height ?? mask.height };
  if (!isSameRatio(mask, reference)) {
    const { width: across, height: down } = mask;
    const problem = { problem: 'maskPixels', file: name, width: across, height: down, reference } as const;
    throw new EaselError('invalidRequest', { problem });
  }
  return maskOf(await writeTransparent(mask, reference, signal), reference);
}

/** The bytes of a mask in grey, where white is what changes: for services that take no transparency. */
export async function greyMask(mask: Mask, signal: AbortSignal): Promise<Mask> {
  const pieces: Uint8Array[] = [];
  for await (const piece of mask.read()) {
    pieces.push(piece);
  }
  const bits = await bitsOf(Buffer.concat(pieces));
  const { width, height } = bits;
  const drawRow = (y: number, row: Uint8Array): void => {
    for (let x = 0; x < width; x++) {
      row[x] = changesAt(bits, x, y) ? 255 : 0;
    }
  };
  return maskOf(await writePngRows({ width, height, colours: 'grey', drawRow }, signal), bits);
}

/** With other pixels than the mask has, each becomes what lies nearest to it. */
function writeTransparent(
  mask: MaskBits,
  { width, height }: Dimensions,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const drawRow = (y: number, row: Uint8Array): void => {
    const fromY = Math.floor(((y + 0.5) * mask.height) / height);
    for (let x = 0; x < width; x++) {
      if (changesAt(mask, Math.floor(((x + 0.5) * mask.width) / width), fromY)) {
        row.fill(255, x * 4, x * 4 + 3);
      } else {
        row[x * 4 + 3] = 255;
      }
    }
  };
  return writePngRows({ width, height, colours: 'rgba', drawRow }, signal);
}

function maskOf(bytes: Uint8Array, { width, height }: Dimensions): Mask {
  return {
    format: 'png',
    width,
    height,
    byteLength: bytes.byteLength,
    // eslint-disable-next-line @typescript-eslint/require-await -- a source is asynchronous by its contract
    async *read() {
      yield bytes;
    },
  };
}

async function bitsOf(bytes: Uint8Array): Promise<MaskBits> {
  const mask = await readMask(bytes);
  if (!mask) {
    throw new EaselError('invalidRequest', { problem: { problem: 'maskFormat' } });
  }
  return mask;
}

/** But for what is lost when sides become whole numbers. */
function isSameRatio(one: Dimensions, other: Dimensions): boolean {
  const apart = Math.abs(one.width * other.height - one.height * other.width);
  return apart <= Math.max(one.width, one.height, other.width, other.height);
}
