import type { Page } from './state';

/** Of its longer side, in pixels. */
const thumbnailSide = 320;
/** As much as the host takes. */
const mostBytes = 64 * 1024;
const qualities = [0.8, 0.5];

interface Wish {
  readonly image: HTMLImageElement;
  readonly ticket: string;
}

interface ThumbnailWork {
  readonly untilIdle: () => Promise<void>;
  /** `undefined` where the image has gone from the page meanwhile, or cannot be made small enough. */
  readonly make: (image: HTMLImageElement) => Promise<Uint8Array<ArrayBuffer> | undefined>;
}

/**
 * Makes thumbnails of images that are shown, one at a time and while nothing else is to do. One that could not be made
 * is tried again when its image is drawn anew.
 */
export function createThumbnailMaker(
  page: Pick<Page, 'post'>,
  work: ThumbnailWork = { untilIdle, make },
): (wish: Wish) => void {
  /** By ticket: the element that shows the image now; `undefined` once its thumbnail was made. */
  const asked = new Map<string, HTMLImageElement | undefined>();
  let last: Promise<unknown> = Promise.resolve();
  return ({ ticket, image }) => {
    if (asked.has(ticket)) {
      asked.set(ticket, asked.get(ticket) && image);
      return;
    }
    asked.set(ticket, image);
    last = last
      .then(work.untilIdle)
      .then(() => work.make(asked.get(ticket) ?? image))
      // An image that cannot be drawn is shown as it is.
      .catch(() => undefined)
      .then((bytes) => {
        if (bytes) {
          asked.set(ticket, undefined);
          page.post({ type: 'thumbnail', ticket, bytes });
        } else {
          asked.delete(ticket);
        }
      });
  };
}

function untilIdle(): Promise<void> {
  return new Promise((resolve) => {
    window.requestIdleCallback(() => resolve(), { timeout: 2000 });
  });
}

async function make(image: HTMLImageElement): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const { naturalWidth, naturalHeight } = image;
  const scale = Math.min(1, thumbnailSide / Math.max(naturalWidth, naturalHeight));
  if (!image.isConnected || !(naturalWidth > 0)) {
    return undefined;
  }
  const [width, height] = [naturalWidth, naturalHeight].map((side) => Math.max(1, Math.round(side * scale)));
  const bitmap = await createImageBitmap(image, {
    resizeWidth: width ?? 1,
    resizeHeight: height ?? 1,
    resizeQuality: 'medium',
  });
  const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
  canvas.getContext('2d')?.drawImage(bitmap, 0, 0);
  bitmap.close();
  for (const quality of qualities) {
    const blob = await canvas.convertToBlob({ type: 'image/webp', quality });
    if (blob.type === 'image/webp' && blob.size <= mostBytes) {
      return new Uint8Array(await blob.arrayBuffer());
    }
  }
  return undefined;
}
