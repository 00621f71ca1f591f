import { randomUUID } from 'node:crypto';
import { mkdir, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { formatFacts, type ImageFormat } from '../../shared/imageFormat';
import { slugOf } from '../../core/storage/naming';
import { planName, type ConversionPlan } from '../../shared/referenceFit';
import { sha256Of } from '../../core/util/sha256';
import { replaceByRename } from '../../core/storage/heldFile';
import { trimFolder } from '../../core/storage/trimFolder';
import { isInWorkspace, pathBelow } from '../project/paths';
import { fileUri } from '../project/uri';
import type { Files } from '../ports';

/**
 * References that are no files of the workspace: what was pasted or dropped, and what was made of a file that a model
 * does not take. Each folder is bounded; what was not used for the longest time goes first.
 */
const bounds = { maxBytes: 256 * 1024 * 1024, maxFiles: 500 };

/** Keeps an image that was pasted or dropped. The same image under the same name is kept once. */
export async function keepImported(
  storage: string,
  {
    name,
    bytes,
    format,
  }: { readonly name: string; readonly bytes: Uint8Array; readonly format: ImageFormat },
): Promise<string> {
  const hash = await sha256Of(bytes);
  const stem = slugOf(name.replace(/\.[^.]*$/u, ''));
  const file = `${stem}-${hash.slice(0, 8)}.${formatFacts[format].ending}`;
  return keep(importedFolder(storage), file, bytes);
}

/** Whether it was pasted or dropped: lies in that folder itself, under a plain name. */
export function isImported(storage: string, uri: string): boolean {
  const below = pathBelow(fileUri(importedFolder(storage)), uri);
  return below !== undefined && /^[^/\\]+$/u.test(below);
}

/** Where a page may say that a reference lies. */
export function isReferencePlace(files: Files, storage: string, uri: string): boolean {
  return isInWorkspace(files, uri) || isImported(storage, uri);
}

/** Which image was converted, by its content, and how. */
export interface ConversionKey {
  readonly sha256: string;
  readonly plan: ConversionPlan;
}

export async function keepConverted(storage: string, key: ConversionKey, bytes: Uint8Array): Promise<string> {
  return keep(convertedFolder(storage), convertedName(key), bytes);
}

/** What was made of an image earlier, where it is still there. */
export async function findConverted(storage: string, key: ConversionKey): Promise<string | undefined> {
  const file = path.join(convertedFolder(storage), convertedName(key));
  const now = new Date();
  return utimes(file, now, now).then(
    () => fileUri(file),
    () => undefined,
  );
}

/** Keeps a mask that was painted. @returns its SHA-256, by which it is found again. */
export async function keepMask(storage: string, bytes: Uint8Array): Promise<string> {
  const sha256 = await sha256Of(bytes);
  await keep(masksFolder(storage), maskName(sha256), bytes);
  return sha256;
}

export async function findMask(storage: string, sha256: string): Promise<string | undefined> {
  const file = path.join(masksFolder(storage), maskName(sha256));
  const now = new Date();
  return utimes(file, now, now).then(
    () => fileUri(file),
    () => undefined,
  );
}

/** Holds what was imported, converted, and painted. */
export function referencesFolder(storage: string): string {
  return path.join(storage, 'references');
}

/** Whose files are named by their SHA-256. */
export function masksFolder(storage: string): string {
  return path.join(referencesFolder(storage), 'masks');
}

function maskName(sha256: string): string {
  return `${sha256}.png`;
}

function importedFolder(storage: string): string {
  return path.join(referencesFolder(storage), 'imported');
}

function convertedFolder(storage: string): string {
  return path.join(referencesFolder(storage), 'converted');
}

function convertedName({ sha256, plan }: ConversionKey): string {
  return `${sha256}-${planName(plan)}.${formatFacts[plan.format].ending}`;
}

async function keep(folder: string, name: string, bytes: Uint8Array): Promise<string> {
  await mkdir(folder, { recursive: true });
  // By way of another name, so that nobody reads half of it.
  const temporary = path.join(folder, `.${randomUUID()}`);
  await writeFile(temporary, bytes);
  await replaceByRename(temporary, path.join(folder, name));
  await trimFolder(folder, bounds);
  return fileUri(path.join(folder, name));
}
