import type { Size } from '../../model/frame';
import { drawMarks, type MaskOperation } from '../../model/maskOperations';
import type { MaskState } from '../../model/viewerState';

/** An image that is loaded, and what was marked on it before. */
export interface MarkedPicture extends Size {
  readonly isDrawing: boolean;
  readonly marked: HTMLImageElement | undefined;
}

/** A mask says where, not what: more pixels than this on the longer side tell nothing that a model sees. */
const mostSide = 4096;
/** Of the longer side of a drawing that has no pixels of its own: as many as it is drawn with for a model. */
const drawnSide = 2048;

/**
 * The mask as PNG: opaque, but transparent where something is marked.
 * @throws where the browser has no memory for it.
 */
export async function drawMask(
  picture: MarkedPicture,
  operations: readonly MaskOperation[],
): Promise<Uint8Array<ArrayBuffer>> {
  const longer = Math.max(picture.width, picture.height);
  const scale = (picture.isDrawing ? drawnSide : Math.min(longer, mostSide)) / longer;
  const canvas = marksAt(picture, operations, { scale, isInverted: true });
  const blob = await canvas.convertToBlob({ type: 'image/png' });
  return new Uint8Array(await blob.arrayBuffer());
}

/** How much of the image is marked, from 0 to 1, as a small picture of it says. */
export function markedShare(picture: MarkedPicture, operations: readonly MaskOperation[]): number {
  const scale = Math.min(1, 200 / Math.max(picture.width, picture.height));
  const { width, height } = sizeAt(picture, scale);
  const context = marksAt(picture, operations, { scale, isInverted: false }).getContext('2d');
  const { data } = context?.getImageData(0, 0, width, height) ?? { data: new Uint8ClampedArray() };
  let marked = 0;
  for (let at = 3; at < data.length; at += 4) {
    marked += (data[at] ?? 0) / 255;
  }
  return marked / (width * height);
}

/** Width of the brush in pixels of the image. */
export function brushPixels({ brush }: Pick<MaskState, 'brush'>, { width, height }: MarkedPicture): number {
  return Math.max(1, (Math.max(width, height) * brush) / 100);
}

function marksAt(
  picture: MarkedPicture,
  operations: readonly MaskOperation[],
  { scale, isInverted }: { readonly scale: number; readonly isInverted: boolean },
): OffscreenCanvas {
  const { width, height } = sizeAt(picture, scale);
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d', { willReadFrequently: !isInverted });
  if (!context) {
    throw new Error('no canvas');
  }
  const drawn = isInverted ? [...operations, { kind: 'invert' } as const] : operations;
  drawMarks({ context, scale, colour: 'black' }, drawn, picture.marked);
  return canvas;
}

function sizeAt({ width, height }: Size, scale: number): Size {
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}
