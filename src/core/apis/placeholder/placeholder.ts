import { excerptOfText } from '../../../shared/boundedText';
import { canWrite } from './bitmapFont';
import { readDimensions, readStart } from '../../image/header/dimensions';
import { pixelsFor } from '../../image/pixels';
import { drawPlaceholder } from './placeholderDrawing';
import { writePng } from '../../image/pngWriter';
import type { Reference } from '../../model/reference';
import type { ImageRequest } from '../../model/request';
import type { Api, ApiAnswer, CallContext, ReceivedImage } from '../common/api';

/**
 * Draws a labelled placeholder of exactly the requested size: offline, without a key, and the same every time.
 * An open ratio is 1:1, an open size 1K.
 */
export const placeholder: Api = { generate };

async function generate(request: ImageRequest, { signal }: CallContext): Promise<ApiAnswer> {
  const pixels = pixelsFor(request.aspectRatio || '1:1', request.size || '1K');
  const references: string[] = [];
  for (const [index, reference] of request.references.entries()) {
    signal.throwIfAborted();
    references.push(await describe(reference, index));
  }
  const prompt = request.prompt.replace(/\s+/g, ' ').trim();
  const start = excerptOfText(prompt, longestShown);
  const images: ReceivedImage[] = [];
  for (let number = 1; number <= request.count; number++) {
    const ofCount = request.count > 1 ? ` · ${number} of ${request.count}` : '';
    const text = {
      title: 'Placeholder',
      pixels: `${pixels.width} × ${pixels.height}${ofCount}`,
      references,
      prompt: canWrite(start) ? start : 'prompt in the recipe',
    };
    const bytes = await writePng(drawPlaceholder(text, pixels, prompt), signal);
    images.push({ bytes, declaredMediaType: 'image/png' });
  }
  return { images };
}

// More characters than eight lines hold.
const longestShown = 800;

/** The reference's file name and size, such as `logo.png · 800 × 600`. */
async function describe(reference: Reference, index: number): Promise<string> {
  const fileName = reference.name.split(/[\\/]/).at(-1) ?? '';
  const name = fileName !== '' && canWrite(fileName) ? fileName : `reference ${index + 1}`;
  const dimensions = readDimensions(await readStart(reference), reference.format);
  const size = dimensions
    ? `${dimensions.width} × ${dimensions.height}`
    : `${Math.max(1, Math.round(reference.byteLength / 1024))} KB`;
  return `${name} · ${size}`;
}
