import { readMaskFile, type RecordedMask } from './maskFile';
import { failed, invalid } from './openaiErrors';
import type { RecordedReference } from './record';
import { Refusal } from './takeCall';

const mostBytes = 4 * 2 ** 20;

/**
 * A mask: "a valid PNG file, less than 4 MB, and the same dimensions as `image`", with an alpha channel. Its errors are
 * those that OpenAI is known to answer with.
 * @throws Refusal
 */
export async function readMask(file: File, [first]: readonly RecordedReference[]): Promise<RecordedMask> {
  const bytes = Buffer.from(await file.arrayBuffer());
  if (file.type !== 'image/png') {
    const message = `Invalid file 'mask': unsupported mimetype ('${file.type}'). Supported file formats are 'image/png'.`;
    throw new Refusal(invalid(message, 'mask', 'unsupported_file_mimetype'));
  }
  if (bytes.length >= mostBytes) {
    throw new Refusal(invalid('Uploaded image must be a PNG and less than 4 MB.', 'mask'));
  }
  const mask = readMaskFile(bytes);
  if (!mask) {
    throw new Refusal(wrongMask('mask image could not be decoded'));
  }
  if (!mask.alpha) {
    throw new Refusal(wrongMask('mask image missing alpha channel'));
  }
  if (mask.width !== first?.width || mask.height !== first.height) {
    throw new Refusal(wrongMask('mask size does not match image size'));
  }
  return mask;
}

function wrongMask(what: string): ReturnType<typeof failed> {
  return failed({
    status: 400,
    message: `Invalid mask image format - ${what}`,
    code: 'invalid_mask_image_format',
    type: 'image_generation_user_error',
  });
}
