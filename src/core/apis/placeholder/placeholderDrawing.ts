import { createHash } from 'node:crypto';
import type { Dimensions } from '../../../shared/imageFormat';
import {
  layOut,
  marginOf,
  unitOf,
  type Ink,
  type PlacedDrawing,
  type PlaceholderText,
} from './placeholderLayout';
import type { IndexedImage } from '../../image/pngWriter';

type Colour = readonly [red: number, green: number, blue: number];

/**
 * Draws a placeholder: a soft diagonal gradient whose colours follow from `seed`, faint stripes, a thin frame, and
 * the text in the middle. The same arguments give the same pixels.
 */
export function drawPlaceholder(text: PlaceholderText, size: Dimensions, seed: string): IndexedImage {
  const { width, height } = size;
  const hash = createHash('sha256').update(seed).digest();
  const gradient = gradients[(hash[0] ?? 0) % gradients.length] ?? gradients[0];
  const diagonal = drawDiagonal(size);
  const drawings = layOut(text, size);
  const frame = frameOf(size);
  return {
    width,
    height,
    palette: paletteOf(gradient),
    drawRow(y, row) {
      // Colours change only from the top left to the bottom right, so each row is the one above, one pixel further.
      row.set(diagonal.subarray(y, y + width));
      drawFrameRow(frame, y, row);
      for (const drawing of drawings) {
        drawInkRow(drawing, y, row);
      }
    },
  };
}

/** Pairs on which white is well legible: at least 4.5 to 1 (WCAG 2, 1.4.3), as a test measures. */
export const gradients: readonly [readonly [Colour, Colour], ...(readonly [Colour, Colour])[]] = [
  [
    [0x35, 0x42, 0x8f],
    [0x7a, 0x3f, 0x93],
  ],
  [
    [0x0f, 0x63, 0x73],
    [0x2c, 0x55, 0x9c],
  ],
  [
    [0x5e, 0x36, 0x7a],
    [0x9a, 0x3f, 0x62],
  ],
  [
    [0x2b, 0x62, 0x4a],
    [0x1c, 0x68, 0x77],
  ],
  [
    [0x3f, 0x4b, 0x66],
    [0x4a, 0x47, 0x91],
  ],
  [
    [0x92, 0x4b, 0x2c],
    [0x96, 0x38, 0x58],
  ],
  [
    [0x1f, 0x52, 0x80],
    [0x50, 0x46, 0x9e],
  ],
  [
    [0x4d, 0x57, 0x2f],
    [0x23, 0x66, 0x5c],
  ],
];

/** Colours of the letters. */
export const inks: Readonly<Record<Ink, Colour>> = { strong: [255, 255, 255], soft: [229, 232, 242] };

const steps = 96;
const stripeLift = 7;
const frameLift = 70;
const inkIndex: Readonly<Record<Ink, number>> = { strong: steps * 2 + 1, soft: steps * 2 + 2 };
const frameIndex = steps * 2;

/** First the gradient, then the gradient in its stripes, then the frame and the inks. */
function paletteOf([start, end]: readonly [Colour, Colour]): readonly Colour[] {
  const gradient = Array.from({ length: steps }, (_, step) => mix(start, end, step / (steps - 1)));
  return [
    ...gradient,
    ...gradient.map((colour) => lift(colour, stripeLift)),
    lift(mix(start, end, 0.5), frameLift),
    inks.strong,
    inks.soft,
  ];
}

function mix(start: Colour, end: Colour, share: number): Colour {
  const at = (channel: 0 | 1 | 2): number =>
    Math.round(start[channel] + (end[channel] - start[channel]) * share);
  return [at(0), at(1), at(2)];
}

function lift([red, green, blue]: Colour, by: number): Colour {
  return [Math.min(255, red + by), Math.min(255, green + by), Math.min(255, blue + by)];
}

/** Palette indices along the diagonal, where a pixel's place is the sum of its column and row. */
function drawDiagonal({ width, height }: Dimensions): Uint8Array {
  const length = width + height;
  const stripe = Math.max(8, Math.round(Math.sqrt(width * height) / 20));
  return Uint8Array.from({ length }, (_, at) => {
    const step = Math.floor((at * steps) / length);
    return step + (Math.floor(at / stripe) % 2) * steps;
  });
}

interface Frame {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  readonly thickness: number;
}

function frameOf(size: Dimensions): Frame {
  const margin = marginOf(size);
  return {
    left: margin,
    right: size.width - margin,
    top: margin,
    bottom: size.height - margin,
    thickness: unitOf(size),
  };
}

function drawFrameRow({ left, right, top, bottom, thickness }: Frame, y: number, row: Uint8Array): void {
  if (y < top || y >= bottom) {
    return;
  }
  if (y < top + thickness || y >= bottom - thickness) {
    row.fill(frameIndex, left, right);
    return;
  }
  row.fill(frameIndex, left, left + thickness);
  row.fill(frameIndex, right - thickness, right);
}

function drawInkRow(drawing: PlacedDrawing, y: number, row: Uint8Array): void {
  const { top, left, height, ink } = drawing;
  if (y < top || y >= top + height) {
    return;
  }
  for (const { from, to } of drawing.spansAt(y - top)) {
    row.fill(inkIndex[ink], Math.max(0, left + from), Math.max(0, left + to));
  }
}
