import type { Page } from '../model/state';

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
  work: ThumbnailWork = { untilIdle, make: draw },
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

/** The code for it is loaded with the first one. */
async function draw(image: HTMLImageElement): Promise<Uint8Array<ArrayBuffer> | undefined> {
  return (await import('./drawThumbnail')).drawThumbnail(image);
}
