import type { Dimensions, ImageFormat } from '../../shared/imageFormat';
import type { ReferenceUse } from '../../shared/options';

/** Bytes that are read only when they are needed, piece by piece. */
export interface ByteSource {
  readonly byteLength: number;
  /**
   * Yields exactly `byteLength` bytes.
   * @throws EaselError `cannotReadReference` when the file is gone or its length has changed.
   */
  read(): AsyncIterable<Uint8Array>;
}

/** An input image. */
export interface Reference extends ByteSource {
  /** Name for the user, relative to the workspace where that is possible. */
  readonly name: string;
  /** What the bytes are, whatever the file is called. */
  readonly format: ImageFormat;
  readonly use: ReferenceUse;
  /** Pixels as the image is shown, where its header tells them. */
  readonly width?: number | undefined;
  readonly height?: number | undefined;
}

/** A PNG as large as the first reference as it is sent: fully transparent where that is to change, opaque elsewhere. */
export interface Mask extends ByteSource, Dimensions {
  readonly format: ImageFormat;
}
