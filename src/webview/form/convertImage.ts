import type { ConversionPlan } from '../../shared/referenceFit';
import type { PageMessage } from '../../protocol/pageMessages';

interface Pixels {
  readonly width: number;
  readonly height: number;
}

/** What the host asks to be converted; one image after the other, since each takes much memory. */
export class Conversions {
  private last: Promise<unknown> = Promise.resolve();

  constructor(private readonly post: (message: PageMessage) => void) {}

  /** Draws an image anew by a plan and sends the bytes. */
  add({ id, source, plan }: Wanted): void {
    this.last = this.last.then(async () => {
      try {
        this.post({ type: 'imageBytes', id, bytes: await convert(source, plan) });
      } catch {
        this.post({ type: 'imageFailed', id });
      }
    });
  }
}

interface Wanted {
  readonly id: string;
  readonly source: string;
  readonly plan: ConversionPlan;
}

/** Pixels of an image that is drawn by a plan. */
export function plannedSize({ width, height }: Pixels, { maxSide, drawnSide }: ConversionPlan): Pixels {
  const longer = Math.max(width, height);
  return scaled({ width, height }, (drawnSide ?? Math.min(longer, maxSide)) / longer);
}

/** Compression differs from image to image, so it aims a little below the limit. */
export function smallerSize(size: Pixels, tooManyBytes: number, { maxBytes }: ConversionPlan): Pixels {
  return scaled(size, Math.min(0.9, Math.sqrt(maxBytes / tooManyBytes) * 0.95));
}

const mostAttempts = 8;

async function convert(source: string, plan: ConversionPlan): Promise<Uint8Array<ArrayBuffer>> {
  const image = await load(source);
  let size = plannedSize({ width: image.naturalWidth, height: image.naturalHeight }, plan);
  for (let attempt = 0; attempt < mostAttempts; attempt++) {
    const blob = await draw(image, size, plan.mediaType);
    if (blob.size <= plan.maxBytes) {
      return new Uint8Array(await blob.arrayBuffer());
    }
    size = smallerSize(size, blob.size, plan);
  }
  throw new Error(source);
}

/** Without `crossOrigin` the canvas could not be read: the image comes from another origin than the page. */
async function load(source: string): Promise<HTMLImageElement> {
  const image = new Image();
  image.crossOrigin = 'anonymous';
  image.src = source;
  await image.decode();
  return image;
}

/** The first frame of an animation, turned upright as EXIF says. */
async function draw(image: HTMLImageElement, { width, height }: Pixels, mediaType: string): Promise<Blob> {
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext('2d');
  if (!context) {
    throw new Error(mediaType);
  }
  if (mediaType === 'image/jpeg') {
    // It knows no transparency, which would turn black.
    context.fillStyle = 'white';
    context.fillRect(0, 0, width, height);
  }
  context.imageSmoothingQuality = 'high';
  context.drawImage(image, 0, 0, width, height);
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, mediaType, 0.92));
  // Gives the memory back at once instead of some day.
  canvas.width = 0;
  // A browser that cannot write the format writes PNG instead.
  if (blob?.type !== mediaType) {
    throw new Error(mediaType);
  }
  return blob;
}

function scaled({ width, height }: Pixels, factor: number): Pixels {
  return { width: Math.max(1, Math.round(width * factor)), height: Math.max(1, Math.round(height * factor)) };
}
