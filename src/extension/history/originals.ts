import { realpath } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { EaselError } from '../../core/model/errors';
import type { ImageFormat } from '../../shared/imageFormat';
import { readRecipe } from '../../core/image/metadata/readRecipe';
import { sniffFormat } from '../../core/image/sniff';
import {
  forgetOriginal,
  keepOriginal,
  keptFile,
  listKept,
  type KeptOriginal,
} from '../../core/storage/originalStore';
import type { Recipe } from '../../core/model/recipe';
import { replaceFile } from '../../core/storage/atomicWrite';
import { sha256Of } from '../../core/util/sha256';
import { parentOf } from '../../core/history/versions';
import { findBySha256, recentHistory } from './history';
import { findReference } from '../platform/recipePaths';
import type { Services } from '../platform/services';
import { checkPlace, checkTargetFolder } from '../form/targetFolder';
import { isInWorkspace, workspacePath } from '../platform/workspacePaths';

/** How far back an image that has moved is looked for. */
const entriesRead = 2000;

/** An image of the workspace, read whole. */
export interface ReadImage {
  readonly uri: vscode.Uri;
  readonly bytes: Uint8Array;
  readonly format: ImageFormat;
  readonly sha256: string;
  /** From the file, else from the history. */
  readonly recipe: Recipe | undefined;
}

/** What an edit was made from. */
export interface Original {
  /** The file itself. */
  readonly uri: vscode.Uri;
  /** Whether it holds that very image, so that the edit may take its place; else another one stands where it was. */
  readonly isSame: boolean;
  /** Where the edit has taken its place: what it held before. */
  readonly kept: KeptOriginal | undefined;
}

/** @throws EaselError `cannotReadReference` where it is missing or no image. */
export async function readImage({ context }: Services, uri: vscode.Uri): Promise<ReadImage> {
  const bytes = await vscode.workspace.fs.readFile(uri).then(undefined, (error: unknown) => {
    throw unreadable(uri, 'missing', error);
  });
  const format = sniffFormat(bytes);
  if (format === undefined) {
    throw unreadable(uri, 'notAnImage');
  }
  const sha256 = await sha256Of(bytes);
  const recipe = readRecipe(bytes, format) ?? (await findBySha256(context.globalStorageUri, sha256))?.recipe;
  return { uri, bytes, format, sha256, recipe };
}

/**
 * The image that an edit was made from, also where it has moved since. Where the edit has taken its place, what it held
 * before; where it is gone, what stands there now.
 */
export async function findOriginal(
  parts: Services,
  { sha256, recipe }: ReadImage,
): Promise<Original | undefined> {
  const reference = parentOf(recipe);
  if (!reference) {
    return undefined;
  }
  const atPath = await findReference(reference.path);
  if (atPath && (await hashOf(atPath)) === reference.sha256) {
    return { uri: atPath, isSame: true, kept: undefined };
  }
  const kept = (await listKept(originalsDirectory(parts).fsPath)).find(
    (each) => each.sha256 === reference.sha256 && each.replacedBy === sha256,
  );
  if (kept && isInWorkspace(vscode.Uri.parse(kept.uri))) {
    return { uri: vscode.Uri.parse(kept.uri), isSame: false, kept };
  }
  const moved = await findMoved(parts, reference.sha256);
  if (moved) {
    return { uri: moved, isSame: true, kept: undefined };
  }
  return atPath && { uri: atPath, isSame: false, kept: undefined };
}

/** Where Easel keeps what files held before an edit took their place. */
export function originalsDirectory({ context }: Pick<Services, 'context'>): vscode.Uri {
  return vscode.Uri.joinPath(context.globalStorageUri, 'originals');
}

export function keptUri(parts: Services, kept: KeptOriginal): vscode.Uri {
  return vscode.Uri.file(keptFile(originalsDirectory(parts).fsPath, kept));
}

/**
 * Gives a file the content of its edit. What it held is in Easel's storage before.
 * @param original as the user saw it when they were asked
 * @throws EaselError `cannotSave` where nothing may be written, `cannotReadReference` where the file has changed since
 * it was read; then the file is as it was.
 */
export async function replaceOriginal(
  parts: Services,
  { original, edit }: { readonly original: ReadImage; readonly edit: ReadImage },
): Promise<KeptOriginal> {
  await checkFile(original.uri);
  const { uri, bytes, format, sha256 } = original;
  // A question stays open for as long as it likes, and what another program saved meanwhile is nowhere else.
  if ((await hashOf(uri)) !== sha256) {
    throw unreadable(uri, 'changed');
  }
  const kept = await keepOriginal(originalsDirectory(parts).fsPath, {
    uri: uri.toString(),
    bytes,
    format,
    replacedBy: edit.sha256,
  });
  await write(uri, edit.bytes);
  return kept;
}

/** Whether the file still holds what took the place of its old content. */
export async function isUnchangedSince({ uri, replacedBy }: KeptOriginal): Promise<boolean> {
  return (await hashOf(vscode.Uri.parse(uri))) === replacedBy;
}

/** Brings back what the file held. */
export async function restoreOriginal(parts: Services, kept: KeptOriginal): Promise<void> {
  const uri = vscode.Uri.parse(kept.uri);
  const bytes = await vscode.workspace.fs.readFile(keptUri(parts, kept));
  await checkFile(uri);
  await write(uri, bytes);
  await forgetOriginal(originalsDirectory(parts).fsPath, kept);
}

export async function findKept(parts: Services, id: string): Promise<KeptOriginal | undefined> {
  return (await listKept(originalsDirectory(parts).fsPath)).find((kept) => kept.id === id);
}

/** One that Easel made is known by its hash, wherever it was moved to. */
async function findMoved({ context }: Services, sha256: string): Promise<vscode.Uri | undefined> {
  const entries = await recentHistory(context.globalStorageUri, entriesRead);
  for (const entry of entries.filter((each) => each.sha256 === sha256)) {
    const uri = vscode.Uri.parse(entry.uri);
    if (isInWorkspace(uri) && (await hashOf(uri)) === sha256) {
      return uri;
    }
  }
  return undefined;
}

/** A link may lead out of the project though its own folder lies within. */
async function checkFile(uri: vscode.Uri): Promise<void> {
  await checkTargetFolder(vscode.Uri.joinPath(uri, '..'));
  if (uri.scheme === 'file') {
    const resolved = await realpath(uri.fsPath).catch(() => uri.fsPath);
    await checkPlace(vscode.Uri.file(path.dirname(resolved)));
  }
}

async function write(uri: vscode.Uri, bytes: Uint8Array): Promise<void> {
  try {
    await (uri.scheme === 'file' && (await hashOf(uri)) !== undefined
      ? replaceFile(uri.fsPath, bytes)
      : vscode.workspace.fs.writeFile(uri, bytes));
  } catch (error) {
    const details = { file: workspacePath(uri), reason: 'failed', byteLength: bytes.byteLength };
    throw new EaselError('cannotSave', details, { cause: error });
  }
}

async function hashOf(uri: vscode.Uri): Promise<string | undefined> {
  try {
    return await sha256Of(await vscode.workspace.fs.readFile(uri));
  } catch {
    return undefined;
  }
}

function unreadable(uri: vscode.Uri, reason: string, cause?: unknown): EaselError {
  return new EaselError('cannotReadReference', { file: workspacePath(uri), reason }, { cause });
}
