import { containedIn, drawingSteps, frameFor, type Frame, type Size } from '../../model/frame';
import type { FitState } from '../../model/viewerState';

/** What is taken from the image, and how large it becomes. */
export interface FitPlan {
  readonly source: Frame;
  readonly result: Size;
}

export function planOf({ view, mode, width, height, placement }: FitState): FitPlan {
  const { picture } = view;
  const target = { width, height };
  return mode === 'crop'
    ? { source: frameFor(picture, target, placement), result: target }
    : {
        source: { x: 0, y: 0, width: picture.width, height: picture.height },
        result: containedIn(picture, target),
      };
}

/** @throws where the browser cannot decode the image or encode the format. */
export async function drawFitted(
  image: HTMLImageElement,
  { source, result }: FitPlan,
  { format, quality }: Pick<FitState, 'format' | 'quality'>,
): Promise<Uint8Array<ArrayBuffer>> {
  await image.decode();
  const type = `image/${format}`;
  let drawn: CanvasImageSource = image;
  let from: Frame = source;
  let canvas = new OffscreenCanvas(1, 1);
  for (const size of drawingSteps(source, result)) {
    canvas = new OffscreenCanvas(size.width, size.height);
    const context = canvas.getContext('2d');
    if (!context) {
      throw new Error('no canvas');
    }
    if (format === 'jpeg') {
      // It has no transparency, and what is transparent would become black.
      context.fillStyle = 'white';
      context.fillRect(0, 0, size.width, size.height);
    }
    context.imageSmoothingQuality = 'high';
    context.drawImage(drawn, from.x, from.y, from.width, from.height, 0, 0, size.width, size.height);
    drawn = canvas;
    from = { x: 0, y: 0, ...size };
  }
  const blob = await canvas.convertToBlob({ type, quality: quality / 100 });
  if (blob.type !== type) {
    throw new Error(blob.type);
  }
  return new Uint8Array(await blob.arrayBuffer());
}
