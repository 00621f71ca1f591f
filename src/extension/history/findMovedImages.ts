import * as vscode from 'vscode';
import { readRecipe } from '../../core/image/metadata/readRecipe';
import { sniffFormat } from '../../core/image/sniff';
import type { HistoryEntry } from '../../core/history/historyLine';
import { sha256Of } from '../../core/util/sha256';
import { imageGlob } from '../platform/imageFiles';

/** Bounds of one look: a workspace may hold more images than anyone wants to wait for. */
const mostCandidates = 2000;
const mostBytes = 256 * 1024 * 1024;
const largestImage = 64 * 1024 * 1024;

export interface Missing {
  readonly id: string;
  readonly entry: HistoryEntry;
}

export interface Found {
  readonly id: string;
  readonly uri: string;
}

/**
 * Looks in the workspace for images that were moved or renamed outside VS Code: by their bytes, or by the recipe in
 * them where another program has changed the bytes.
 * @param isTaken whether an image is known under its name already
 */
export async function findMovedImages(
  missing: readonly Missing[],
  isTaken: (uri: string) => boolean,
): Promise<readonly Found[]> {
  const candidates = await candidatesFor(missing, isTaken);
  const found = new Map<string, string>();
  let bytesLeft = mostBytes;
  for (const { uri, size } of candidates) {
    if (size > bytesLeft || found.size === missing.length) {
      continue;
    }
    bytesLeft -= size;
    const bytes = await bytesOf(uri);
    const open = missing.filter(({ id }) => !found.has(id));
    const match = bytes && (await findMatch(bytes, open));
    if (match) {
      found.set(match.id, uri.toString());
    }
  }
  return Array.from(found, ([id, uri]) => ({ id, uri }));
}

interface Candidate {
  readonly uri: vscode.Uri;
  readonly size: number;
}

/** Those of exactly the size that is looked for come first: they are most likely the same bytes. */
async function candidatesFor(
  missing: readonly Missing[],
  isTaken: (uri: string) => boolean,
): Promise<readonly Candidate[]> {
  const sizes = new Set(missing.map(({ entry }) => entry.byteLength));
  const files = await vscode.workspace.findFiles(imageGlob, '**/node_modules/**', mostCandidates);
  const candidates: Candidate[] = [];
  for (const uri of files.filter((each) => !isTaken(each.toString()))) {
    const size = await sizeOf(uri);
    if (size > 0 && size <= largestImage) {
      candidates.push({ uri, size });
    }
  }
  return candidates.sort((a, b) => Number(sizes.has(b.size)) - Number(sizes.has(a.size)));
}

async function sizeOf(uri: vscode.Uri): Promise<number> {
  try {
    return (await vscode.workspace.fs.stat(uri)).size;
  } catch {
    return 0;
  }
}

/** `undefined` for a file that cannot be read: another one may be the image. */
async function bytesOf(uri: vscode.Uri): Promise<Uint8Array | undefined> {
  try {
    return await vscode.workspace.fs.readFile(uri);
  } catch {
    return undefined;
  }
}

async function findMatch(bytes: Uint8Array, missing: readonly Missing[]): Promise<Missing | undefined> {
  const hash = missing.some(({ entry }) => entry.byteLength === bytes.byteLength)
    ? await sha256Of(bytes)
    : undefined;
  const same = missing.find(({ entry }) => entry.sha256 === hash);
  const format = same ? undefined : sniffFormat(bytes);
  const recipe = format && readRecipe(bytes, format);
  return (
    same ??
    (recipe &&
      missing.find(({ entry }) => entry.recipe.date === recipe.date && entry.recipe.prompt === recipe.prompt))
  );
}
