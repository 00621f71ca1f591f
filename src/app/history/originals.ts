import { realpath } from 'node:fs/promises';
import path from 'node:path';
import { EaselError } from '../../core/model/errors';
import type { ImageFormat } from '../../shared/imageFormat';
import { readRecipe } from '../../core/image/metadata/readRecipe';
import { sniffFormat } from '../../core/image/sniff';
import {
  forgetOriginal,
  keepOriginal,
  keptFile,
  listKept,
  originalsFolder,
  type KeptOriginal,
} from '../../core/storage/originalStore';
import type { Recipe } from '../../core/model/recipe';
import { replaceFile } from '../../core/storage/atomicWrite';
import { sha256Of } from '../../core/util/sha256';
import { parentOf } from '../../core/history/versions';
import { findBySha256, recentHistory } from './history';
import { findReference } from '../project/recipePaths';
import type { Services } from '../services';
import { checkPlace, checkTargetFolder } from '../form/targetFolder';
import { isInWorkspace } from '../project/paths';
import { fileUri, fsPathOf, isFileUri, parentUri } from '../project/uri';
import type { Files } from '../ports';

/** How far back an image that has moved is looked for. */
const entriesRead = 2000;

/** An image of the workspace, read whole. */
export interface ReadImage {
  readonly uri: string;
  readonly bytes: Uint8Array;
  readonly format: ImageFormat;
  readonly sha256: string;
  /** From the file, else from the history. */
  readonly recipe: Recipe | undefined;
}

/** What an edit was made from. */
export interface Original {
  /** The file itself. */
  readonly uri: string;
  /** Whether it holds that very image, so that the edit may take its place; else another one stands where it was. */
  readonly isSame: boolean;
  /** Where the edit has taken its place: what it held before. */
  readonly kept: KeptOriginal | undefined;
}

/** @throws EaselError `cannotReadReference` where it is missing or no image. */
export async function readImage(services: Services, uri: string): Promise<ReadImage> {
  const { files } = services;
  const bytes = await Promise.resolve(files.read(uri)).catch((error: unknown) => {
    throw unreadable(files, uri, 'missing', error);
  });
  const format = sniffFormat(bytes);
  if (format === undefined) {
    throw unreadable(files, uri, 'notAnImage');
  }
  const sha256 = await sha256Of(bytes);
  const recipe = readRecipe(bytes, format) ?? (await findBySha256(services, sha256))?.recipe;
  return { uri, bytes, format, sha256, recipe };
}

/**
 * The image that an edit was made from, also where it has moved since. Where the edit has taken its place, what it held
 * before; where it is gone, what stands there now.
 */
export async function findOriginal(
  services: Services,
  { sha256, recipe }: ReadImage,
): Promise<Original | undefined> {
  const { files } = services;
  const reference = parentOf(recipe);
  if (!reference) {
    return undefined;
  }
  const atPath = await findReference(files, reference.path);
  if (atPath !== undefined && (await hashOf(files, atPath)) === reference.sha256) {
    return { uri: atPath, isSame: true, kept: undefined };
  }
  const kept = (await listKept(originalsFolder(services.storage.folder))).find(
    (each) => each.sha256 === reference.sha256 && each.replacedBy === sha256,
  );
  if (kept && isInWorkspace(files, kept.uri)) {
    return { uri: kept.uri, isSame: false, kept };
  }
  const moved = await findMoved(services, reference.sha256);
  if (moved !== undefined) {
    return { uri: moved, isSame: true, kept: undefined };
  }
  return atPath === undefined ? undefined : { uri: atPath, isSame: false, kept: undefined };
}

/** URI of what a file held. */
export function keptUri(services: Services, kept: KeptOriginal): string {
  return fileUri(keptFile(originalsFolder(services.storage.folder), kept));
}

/**
 * Gives a file the content of its edit. What it held is in Easel's storage before.
 * @param original as the user saw it when they were asked
 * @throws EaselError `cannotSave` where nothing may be written, `cannotReadReference` where the file has changed since
 * it was read; then the file is as it was.
 */
export async function replaceOriginal(
  services: Services,
  { original, edit }: { readonly original: ReadImage; readonly edit: ReadImage },
): Promise<KeptOriginal> {
  const { files } = services;
  await checkFile(files, original.uri);
  const { uri, bytes, format, sha256 } = original;
  // A question stays open for as long as it likes, and what another program saved meanwhile is nowhere else.
  if ((await hashOf(files, uri)) !== sha256) {
    throw unreadable(files, uri, 'changed');
  }
  const kept = await keepOriginal(originalsFolder(services.storage.folder), {
    uri,
    bytes,
    format,
    replacedBy: edit.sha256,
  });
  await write(files, uri, edit.bytes);
  return kept;
}

/** Whether the file still holds what took the place of its old content. */
export async function isUnchangedSince(
  { files }: Services,
  { uri, replacedBy }: KeptOriginal,
): Promise<boolean> {
  return (await hashOf(files, uri)) === replacedBy;
}

/** Brings back what the file held. */
export async function restoreOriginal(services: Services, kept: KeptOriginal): Promise<void> {
  const { files } = services;
  const bytes = await files.read(keptUri(services, kept));
  await checkFile(files, kept.uri);
  await write(files, kept.uri, bytes);
  await forgetOriginal(originalsFolder(services.storage.folder), kept);
}

export async function findKept(services: Services, id: string): Promise<KeptOriginal | undefined> {
  return (await listKept(originalsFolder(services.storage.folder))).find((kept) => kept.id === id);
}

/** One that Easel made is known by its hash, wherever it was moved to. */
async function findMoved(services: Services, sha256: string): Promise<string | undefined> {
  const { files } = services;
  const entries = await recentHistory(services, entriesRead);
  for (const { uri } of entries.filter((each) => each.sha256 === sha256)) {
    if (isInWorkspace(files, uri) && (await hashOf(files, uri)) === sha256) {
      return uri;
    }
  }
  return undefined;
}

/** A link may lead out of the project though its own folder lies within. */
async function checkFile(files: Files, uri: string): Promise<void> {
  await checkTargetFolder(files, parentUri(uri));
  if (isFileUri(uri)) {
    const fsPath = fsPathOf(uri);
    const resolved = await realpath(fsPath).catch(() => fsPath);
    await checkPlace(files, fileUri(path.dirname(resolved)));
  }
}

async function write(files: Files, uri: string, bytes: Uint8Array): Promise<void> {
  try {
    await (isFileUri(uri) && (await hashOf(files, uri)) !== undefined
      ? replaceFile(fsPathOf(uri), bytes)
      : files.write(uri, bytes));
  } catch (error) {
    const details = { file: files.displayPath(uri), reason: 'failed', byteLength: bytes.byteLength };
    throw new EaselError('cannotSave', details, { cause: error });
  }
}

async function hashOf(files: Files, uri: string): Promise<string | undefined> {
  try {
    return await sha256Of(await files.read(uri));
  } catch {
    return undefined;
  }
}

function unreadable(files: Files, uri: string, reason: string, cause?: unknown): EaselError {
  return new EaselError('cannotReadReference', { file: files.displayPath(uri), reason }, { cause });
}
