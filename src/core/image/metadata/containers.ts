import type { ImageFormat } from '../../../shared/imageFormat';
import type { OpenContainer } from './container';
import { openJpeg } from './jpeg';
import { openPng } from './png';
import { openWebp } from './webp';

/** The formats that Easel writes a recipe into; the others are what people bring along as references. */
export const containers: Readonly<Record<ImageFormat, OpenContainer | undefined>> = {
  png: openPng,
  jpeg: openJpeg,
  webp: openWebp,
  gif: undefined,
  bmp: undefined,
  avif: undefined,
  heic: undefined,
  svg: undefined,
  tiff: undefined,
};
