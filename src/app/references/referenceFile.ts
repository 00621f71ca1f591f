import { createHash } from 'node:crypto';
import { EaselError } from '../../core/model/errors';
import { sniffFormat } from '../../core/image/sniff';
import { dimensionsPrefix, readDimensions, readStart } from '../../core/image/header/dimensions';
import { isAnimated } from '../../core/image/animation';
import { readColorFacts } from '../../core/image/header/colorFacts';
import type { ColorFacts, ImageFormat } from '../../shared/imageFormat';
import type { ReferenceUse } from '../../shared/options';
import type { ByteSource, Reference } from '../../core/model/reference';
import { CompletenessWatch } from '../../core/image/completenessWatch';
import { sniffForeignFormat } from '../../core/image/foreignFormat';
import { hasWebpExif, isTurnedBehind } from '../../core/image/header/orientation';
import { openLocalFile } from '../../core/storage/localFile';
import type { SentAs } from '../../core/model/recipe';
import { isInWorkspace } from '../project/paths';
import { fileName, fsPathOf, isFileUri } from '../project/uri';
import type { FileFacts, Files } from '../ports';

/** What can be said of an image file after a look at its first bytes. */
export interface ImageFacts extends ColorFacts {
  readonly format: ImageFormat;
  readonly byteLength: number;
  readonly width: number | undefined;
  readonly height: number | undefined;
  readonly isAnimated: boolean;
}

/** A file that a form names. */
export interface ReferenceOfForm {
  readonly uri: string;
  readonly use: ReferenceUse;
}

/** A reference that can be sent, with the SHA-256 that goes into the recipe. */
export interface PreparedReference extends Reference, Pick<ColorFacts, 'isTurned' | 'isGrey'> {
  readonly uri: string;
  readonly sha256: string;
  /** Where other bytes are sent than those of the file. */
  readonly sentAs?: SentAs;
}

/** @throws EaselError `cannotReadReference` when it is no regular file, empty, unreadable, or no known image. */
export async function readImageFacts(files: Files, uri: string): Promise<ImageFacts> {
  const source = await openReference(files, uri);
  const header = (await readStart(source)).subarray(0, dimensionsPrefix);
  const format = sniffFormat(header);
  if (format === undefined) {
    const foreign = sniffForeignFormat(header);
    throw unreadable(files, uri, foreign ? 'foreignFormat' : 'notAnImage', foreign ? { code: foreign } : {});
  }
  const size = readDimensions(header, format);
  const colors = readColorFacts(header, format);
  // Behind a long image of WebP its EXIF stands at the end.
  const mayBeTurned =
    format === 'webp' && !colors.isTurned && hasWebpExif(Buffer.from(header.subarray(0, 32)));
  return {
    format,
    byteLength: source.byteLength,
    width: size?.width,
    height: size?.height,
    isAnimated: isAnimated(header, format),
    ...colors,
    isTurned: colors.isTurned || (mayBeTurned && (await isTurnedBehind(source.read()))),
  };
}

/** @throws EaselError `cannotReadReference`, also where it is broken off or in colors for printing. */
export async function prepareReference(
  files: Files,
  { uri, use }: ReferenceOfForm,
  signal: AbortSignal,
): Promise<PreparedReference> {
  const facts = await readImageFacts(files, uri);
  refuseCmyk(files, uri, facts);
  const { format, width, height, isTurned, isGrey } = facts;
  const source = await openReference(files, uri);
  const hash = createHash('sha256');
  const watch = new CompletenessWatch(format, source.byteLength);
  for await (const piece of source.read()) {
    signal.throwIfAborted();
    hash.update(piece);
    watch.take(piece);
  }
  if (!watch.isComplete) {
    throw unreadable(files, uri, 'truncated');
  }
  const sha256 = hash.digest('hex');
  return {
    ...source,
    uri,
    use,
    format,
    width,
    height,
    isTurned,
    isGrey,
    name: referenceName(files, uri),
    sha256,
  };
}

/**
 * No model documents that it takes CMYK: services draw from wrong colors, or fail after they were paid.
 * @throws EaselError `cannotReadReference`.
 */
export function refuseCmyk(files: Files, uri: string, { isCmyk }: Pick<ImageFacts, 'isCmyk'>): void {
  if (isCmyk) {
    throw unreadable(files, uri, 'cmyk');
  }
}

/** As the user knows it: its path in the workspace, and elsewhere its name alone. */
export function referenceName(files: Files, uri: string): string {
  return isInWorkspace(files, uri) ? files.displayPath(uri) : fileName(uri);
}

/** @throws EaselError `cannotReadReference`. */
export async function openReference(files: Files, uri: string): Promise<ByteSource> {
  return isFileUri(uri)
    ? openLocalFile({ path: fsPathOf(uri), name: referenceName(files, uri) })
    : openVirtual(files, uri);
}

async function openVirtual(files: Files, uri: string): Promise<ByteSource> {
  const { isFile, byteLength } = await statOf(files, uri);
  if (!isFile) {
    throw unreadable(files, uri, 'notAFile');
  }
  if (byteLength === 0) {
    throw unreadable(files, uri, 'empty');
  }
  return { byteLength, read: () => readVirtual(files, uri, byteLength) };
}

async function statOf(files: Files, uri: string): Promise<FileFacts> {
  try {
    return await files.stat(uri);
  } catch (error) {
    throw unreadable(files, uri, 'missing', { cause: error });
  }
}

/** Other file systems can only be read whole. */
async function* readVirtual(files: Files, uri: string, expected: number): AsyncGenerator<Uint8Array> {
  const bytes = await files.read(uri);
  if (bytes.byteLength !== expected) {
    throw unreadable(files, uri, 'changed');
  }
  yield bytes;
}

function unreadable(
  files: Files,
  uri: string,
  reason: string,
  { cause, code }: { readonly cause?: unknown; readonly code?: string } = {},
): EaselError {
  const details = { file: referenceName(files, uri), reason, ...(code !== undefined && { code }) };
  return new EaselError('cannotReadReference', details, { cause });
}
