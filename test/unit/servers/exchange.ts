import { createHash } from 'node:crypto';
import * as z from 'zod';
import { drawJpeg, drawPng, type TestChunk } from '../../servers/image';
import type { ServerControls } from '../../servers/controls';

export interface Exchange {
  readonly status: number;
  readonly headers: Headers;
  /** Parsed JSON, or the text. */
  readonly body: unknown;
}

export interface PostOptions {
  readonly server: ServerControls;
  /** After the base URL. */
  readonly path: string;
  readonly body: unknown;
  /** Replaces the server's own key. */
  readonly key?: string;
  readonly contentType?: string;
  readonly signal?: AbortSignal;
}

export async function post({ server, path, body, ...rest }: PostOptions): Promise<Exchange> {
  const { key = server.key, contentType = 'application/json', signal } = rest;
  const response = await fetch(server.url + path, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': contentType },
    body: typeof body === 'string' ? body : JSON.stringify(body),
    redirect: 'manual',
    ...(signal && { signal }),
  });
  return read(response);
}

export async function get(server: ServerControls, path: string, key = server.key): Promise<Exchange> {
  return read(await fetch(server.url + path, { headers: { authorization: `Bearer ${key}` } }));
}

const errorSchema = z.object({
  error: z.object({ code: z.union([z.string(), z.number()]), message: z.string() }),
});

/** The error code of an answer, after its status: `400 INVALID_PARAMETER`. */
export function refusal({ status, body }: Exchange): string {
  return `${status} ${errorSchema.safeParse(body).data?.error.code ?? '(no error)'}`;
}

export function refusalMessage({ body }: Exchange): string {
  return errorSchema.parse(body).error.message;
}

const chunk: TestChunk = {
  prompt: 'A fox',
  model: 'model',
  aspectRatio: '',
  size: '',
  quality: '',
  references: [],
  call: 1,
  image: 1,
  draft: false,
};

export const smallPng = (width = 32, height = 16): Promise<Buffer> => drawPng({ chunk, width, height });

export const smallJpeg = (): Buffer => drawJpeg({ chunk, width: 16, height: 32 });

/** One pixel, lossless. */
export const smallWebp = Buffer.from('UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA==', 'base64');

export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

export function dataUri(bytes: Buffer, mediaType: string): string {
  return `data:${mediaType};base64,${bytes.toString('base64')}`;
}

async function read(response: Response): Promise<Exchange> {
  const text = await response.text();
  let body: unknown = text;
  try {
    body = JSON.parse(text);
  } catch {
    // Some answers are no JSON on purpose.
  }
  return { status: response.status, headers: response.headers, body };
}
