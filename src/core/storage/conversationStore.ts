import { randomUUID } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as z from 'zod';
import { readBoundedLocalFile } from './boundedFile';
import { removeFile, replaceByRename } from './heldFile';
import { trimFolder } from './trimFolder';

/**
 * What is needed to go on with the conversation that an image came from: the exchange that made it. It lies in the
 * extension's storage and not in the image, as signatures have many kilobytes. Old ones make room for new ones.
 */
const bounds = { maxBytes: 64 * 1024 * 1024, maxFiles: 1000 };
const mostBytes = 16 * 1024 * 1024;
/** Each exchange sends all before it again. */
const mostExchanges = 8;

const hash = z.string().regex(/^[0-9a-f]{64}$/);

const splice = z.object({ start: z.int().min(0), length: z.int().min(0), removed: z.string() });

const signature = z.string().exactOptional();

const keptPart = z.union([
  z.object({
    /** Of the bytes as the provider sent them. */
    sha256: hash,
    mediaType: z.string(),
    byteLength: z.int().min(1),
    /** The file that it was saved as, and what was changed in it. */
    file: hash,
    splice,
    signature,
  }),
  z.object({ text: z.string().exactOptional(), signature }),
]);

const keptExchange = z.object({
  version: z.literal(1),
  providerId: z.string(),
  /** Of the address that it was held at. */
  origin: z.string(),
  modelId: z.string(),
  prompt: z.string(),
  references: z.array(z.object({ uri: z.string(), sha256: hash, use: z.enum(['asset', 'style']) })),
  answer: z.array(keptPart),
  /** SHA-256 of the file whose conversation it went on with. */
  follows: hash.exactOptional(),
});

export type KeptPart = z.infer<typeof keptPart>;
export type KeptExchange = z.infer<typeof keptExchange>;

/** In Easel's storage. */
export function conversationsFolder(storage: string): string {
  return path.join(storage, 'conversations');
}

/**
 * One that is too long to be read again is not kept: the image goes as a reference then.
 * @param file SHA-256 of the image as it is saved. @throws what the file system throws.
 */
export async function keepExchange(directory: string, file: string, exchange: KeptExchange): Promise<void> {
  const text = JSON.stringify(exchange);
  if (Buffer.byteLength(text) > mostBytes || !keptExchange.safeParse(exchange).success) {
    return;
  }
  await mkdir(directory, { recursive: true });
  const temporary = path.join(directory, `.${randomUUID()}`);
  await writeFile(temporary, text, { mode: 0o600 });
  await replaceByRename(temporary, fileOf(directory, file));
  await trimFolder(directory, bounds);
}

/**
 * The whole conversation that an image came from, oldest first; `undefined` where a part of it is not there any more, or
 * it has grown so long that it is better begun anew.
 */
export async function findExchanges(
  directory: string,
  file: string,
): Promise<readonly KeptExchange[] | undefined> {
  const found: KeptExchange[] = [];
  for (let next: string | undefined = file; next !== undefined;) {
    const exchange: KeptExchange | undefined = await read(directory, next);
    if (!exchange || found.length >= mostExchanges) {
      return undefined;
    }
    found.unshift(exchange);
    next = exchange.follows;
  }
  return found;
}

/** The image stays, and goes as a reference from now on. */
export async function forgetExchange(directory: string, file: string): Promise<void> {
  await removeFile(fileOf(directory, file));
}

async function read(directory: string, file: string): Promise<KeptExchange | undefined> {
  const bytes = await readBoundedLocalFile(directory, fileOf(directory, file), mostBytes);
  if (!(bytes instanceof Uint8Array)) {
    return undefined;
  }
  try {
    return keptExchange.safeParse(JSON.parse(Buffer.from(bytes).toString('utf8'))).data;
  } catch {
    return undefined;
  }
}

function fileOf(directory: string, file: string): string {
  return path.join(directory, `${hash.safeParse(file).success ? file : 'none'}.json`);
}
