import { createHash } from 'node:crypto';
import * as vscode from 'vscode';
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
import { fileName, isInWorkspace, workspacePath } from '../platform/workspacePaths';

/** What can be said of an image file after a look at its first bytes. */
export interface ImageFacts extends ColorFacts {
  readonly format: ImageFormat;
  readonly byteLength: number;
  readonly width: number | undefined;
  readonly height: number | undefined;
  readonly isAnimated: boolean;
}

/** A reference that can be sent, with the SHA-256 that goes into the recipe. */
export interface PreparedReference extends Reference, Pick<ColorFacts, 'isTurned' | 'isGrey'> {
  readonly uri: vscode.Uri;
  readonly sha256: string;
  /** Where other bytes are sent than those of the file. */
  readonly sentAs?: SentAs;
}

/** @throws EaselError `cannotReadReference` when it is no regular file, empty, unreadable, or no known image. */
export async function readImageFacts(uri: vscode.Uri): Promise<ImageFacts> {
  const source = await openReference(uri);
  const header = (await readStart(source)).subarray(0, dimensionsPrefix);
  const format = sniffFormat(header);
  if (format === undefined) {
    const foreign = sniffForeignFormat(header);
    throw unreadable(uri, foreign ? 'foreignFormat' : 'notAnImage', undefined, foreign);
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
  { uri, use }: { readonly uri: vscode.Uri; readonly use: ReferenceUse },
  signal: AbortSignal,
): Promise<PreparedReference> {
  const facts = await readImageFacts(uri);
  refuseCmyk(uri, facts);
  const { format, width, height, isTurned, isGrey } = facts;
  const source = await openReference(uri);
  const hash = createHash('sha256');
  const watch = new CompletenessWatch(format, source.byteLength);
  for await (const piece of source.read()) {
    signal.throwIfAborted();
    hash.update(piece);
    watch.take(piece);
  }
  if (!watch.isComplete) {
    throw unreadable(uri, 'truncated');
  }
  const sha256 = hash.digest('hex');
  return { ...source, uri, use, format, width, height, isTurned, isGrey, name: referenceName(uri), sha256 };
}

/**
 * No model documents that it takes CMYK: services draw from wrong colors, or fail after they were paid.
 * @throws EaselError `cannotReadReference`.
 */
export function refuseCmyk(uri: vscode.Uri, { isCmyk }: Pick<ImageFacts, 'isCmyk'>): void {
  if (isCmyk) {
    throw unreadable(uri, 'cmyk');
  }
}

/** As the user knows it: its path in the workspace, and elsewhere its name alone. */
export function referenceName(uri: vscode.Uri): string {
  return isInWorkspace(uri) ? workspacePath(uri) : fileName(uri);
}

/** @throws EaselError `cannotReadReference`. */
export async function openReference(uri: vscode.Uri): Promise<ByteSource> {
  return uri.scheme === 'file'
    ? openLocalFile({ path: uri.fsPath, name: referenceName(uri) })
    : openVirtual(uri);
}

async function openVirtual(uri: vscode.Uri): Promise<ByteSource> {
  const { type, size } = await statOf(uri);
  // A symbolic link to a file carries both bits.
  if ((type & vscode.FileType.File) === 0) {
    throw unreadable(uri, 'notAFile');
  }
  if (size === 0) {
    throw unreadable(uri, 'empty');
  }
  return { byteLength: size, read: () => readVirtual(uri, size) };
}

async function statOf(uri: vscode.Uri): Promise<vscode.FileStat> {
  try {
    return await vscode.workspace.fs.stat(uri);
  } catch (error) {
    throw unreadable(uri, 'missing', error);
  }
}

/** Other file systems can only be read whole. */
async function* readVirtual(uri: vscode.Uri, expected: number): AsyncGenerator<Uint8Array> {
  const bytes = await vscode.workspace.fs.readFile(uri);
  if (bytes.byteLength !== expected) {
    throw unreadable(uri, 'changed');
  }
  yield bytes;
}

function unreadable(uri: vscode.Uri, reason: string, cause?: unknown, code?: string): EaselError {
  const details = { file: referenceName(uri), reason, ...(code !== undefined && { code }) };
  return new EaselError('cannotReadReference', details, { cause });
}
