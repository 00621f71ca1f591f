import { randomUUID } from 'node:crypto';
import { mkdir, open, readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import * as z from 'zod';
import { formatFacts, imageFormats, type ImageFormat } from '../../shared/imageFormat';
import { sha256Of } from '../util/sha256';
import { removeFile } from './heldFile';
import { trimFolder } from './trimFolder';

/** What a file held before an edit took its place. */
export interface KeptOriginal {
  readonly id: string;
  /** Of the file. */
  readonly uri: string;
  /** Of what it held. */
  readonly sha256: string;
  /** SHA-256 of what it was given instead. */
  readonly replacedBy: string;
  readonly format: ImageFormat;
  readonly byteLength: number;
  /** Milliseconds since 1970. */
  readonly keptAt: number;
}

/** Where Easel's storage keeps what files held before an edit took their place. */
export function originalsFolder(storage: string): string {
  return path.join(storage, 'originals');
}

export interface KeepBounds {
  readonly bytes: number;
  readonly files: number;
}

/** Old ones make room for new ones; the newest is kept whatever its size. */
const defaultBounds: KeepBounds = { bytes: 512 * 1024 * 1024, files: 50 };

const keptOriginal: z.ZodType<KeptOriginal> = z.object({
  id: z.uuid(),
  uri: z.string(),
  sha256: z.string(),
  replacedBy: z.string(),
  format: z.enum(imageFormats),
  byteLength: z.number(),
  keptAt: z.number(),
});

/** @throws what the file system throws; then nothing may be replaced. */
export async function keepOriginal(
  directory: string,
  { bytes, ...facts }: Pick<KeptOriginal, 'uri' | 'replacedBy' | 'format'> & { readonly bytes: Uint8Array },
  bounds: KeepBounds = defaultBounds,
): Promise<KeptOriginal> {
  const [newest] = await listKept(directory);
  const kept: KeptOriginal = {
    ...facts,
    id: randomUUID(),
    sha256: await sha256Of(bytes),
    byteLength: bytes.byteLength,
    // Later than any other, also within a millisecond or after the clock was set back.
    keptAt: Math.max(Date.now(), (newest?.keptAt ?? 0) + 1),
  };
  await mkdir(directory, { recursive: true });
  // The facts come last: without them the bytes are nobody's.
  await writeFlushed(keptFile(directory, kept), bytes);
  await writeFlushed(factsFile(directory, kept.id), Buffer.from(JSON.stringify(kept)));
  await dropOldest(directory, bounds);
  return kept;
}

/** Newest first. */
export async function listKept(directory: string): Promise<readonly KeptOriginal[]> {
  const names = (await readdir(directory).catch(() => [])).filter((name) => name.endsWith('.json'));
  const kept = await Promise.all(names.map((name) => readFacts(path.join(directory, name))));
  return kept.flat().sort((one, other) => other.keptAt - one.keptAt);
}

/** Where the bytes lie. */
export function keptFile(directory: string, { id, format }: Pick<KeptOriginal, 'id' | 'format'>): string {
  return path.join(directory, `${id}.${formatFacts[format].ending}`);
}

export async function forgetOriginal(
  directory: string,
  kept: Pick<KeptOriginal, 'id' | 'format'>,
): Promise<void> {
  await removeFile(factsFile(directory, kept.id)).catch(() => undefined);
  await removeFile(keptFile(directory, kept)).catch(() => undefined);
}

async function dropOldest(directory: string, { bytes, files }: KeepBounds): Promise<void> {
  const all = await listKept(directory);
  let total = 0;
  for (const [index, kept] of all.entries()) {
    total += kept.byteLength;
    if (index > 0 && (index >= files || total > bytes)) {
      await forgetOriginal(directory, kept);
    }
  }
  // What a crash left, or a later release of Easel, is on no record that can be read.
  const ids = new Set(all.map(({ id }) => id));
  const isNobodys = (name: string): boolean => !ids.has(path.parse(name).name);
  await trimFolder(directory, { maxBytes: bytes, maxFiles: files }, isNobodys);
}

function factsFile(directory: string, id: string): string {
  return path.join(directory, `${id}.json`);
}

async function readFacts(file: string): Promise<readonly KeptOriginal[]> {
  try {
    const { data } = keptOriginal.safeParse(JSON.parse(await readFile(file, 'utf8')));
    return data ? [data] : [];
  } catch {
    return [];
  }
}

async function writeFlushed(file: string, bytes: Uint8Array): Promise<void> {
  const handle = await open(file, 'wx');
  try {
    await handle.writeFile(bytes);
    await handle.sync();
  } finally {
    await handle.close();
  }
}
