import { EaselError } from '../../model/errors';
import type { Dimensions } from '../../../shared/imageFormat';

/**
 * The pixels of a size such as `1024x768`, for servers that take the sides one by one.
 * @throws EaselError `invalidRequest` where it is of another form.
 */
export function parsePixels(size: string): Dimensions {
  const [, width, height] = /^([1-9]\d{0,4})x([1-9]\d{0,4})$/u.exec(size) ?? [];
  if (width === undefined || height === undefined) {
    throw new EaselError('invalidRequest', {
      problem: {
        problem: 'optionNotOffered',
        option: 'size',
        value: size,
        offered: ['512x512', '1024x768', '1024x1024'],
      },
    });
  }
  return { width: Number(width), height: Number(height) };
}
