import { largestThumbnail } from '../../shared/limits';

/** Of its longer side, in pixels. */
const thumbnailSide = 320;
const qualities = [0.8, 0.5];

/** `undefined` where the image has gone from the page meanwhile, or cannot be made small enough. */
export async function drawThumbnail(image: HTMLImageElement): Promise<Uint8Array<ArrayBuffer> | undefined> {
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
    if (blob.type === 'image/webp' && blob.size <= largestThumbnail) {
      return new Uint8Array(await blob.arrayBuffer());
    }
  }
  return undefined;
}
