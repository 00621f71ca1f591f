import { pipeline, Readable, type Duplex } from 'node:stream';
// As a namespace, since Node 20 lacks the Zstandard functions and would refuse their names.
import * as zlib from 'node:zlib';
import { ResponseFault } from '../policy/responseFault';

export interface InflateOptions {
  /** The `content-encoding` header. We ask for `identity`, and some servers compress all the same. */
  readonly contentEncoding: string;
  /** Before decompression. */
  readonly answerBytes: number;
  /** After decompression. */
  readonly inflatedBytes: number;
}

/**
 * Undoes compression piece by piece, within both limits. The first bytes count for more than the header.
 * @throws AnswerFault `tooLarge`, `encoding`, `truncated`.
 */
export async function* inflate(
  chunks: AsyncIterable<Buffer>,
  { contentEncoding, answerBytes, inflatedBytes }: InflateOptions,
): AsyncGenerator<Buffer> {
  const source = limited(chunks, answerBytes);
  try {
    const head = await readHead(source);
    const whole = withHead(head, source);
    const create = decoderFor(head, contentEncoding.trim().toLowerCase());
    yield* create ? limited(decode(whole, create()), inflatedBytes) : whole;
  } finally {
    await source.return(undefined);
  }
}

type CreateDecoder = () => Duplex;

interface Compression {
  readonly create: CreateDecoder | undefined;
  readonly matches: (head: Buffer, encoding: string) => boolean;
}

/** In bytes: each piece is a way to another thread and back, and Node's own 16 KiB make it four times as many. */
const large = { chunkSize: 64 * 1024 };

const zstandard = (zlib as Partial<typeof zlib>).createZstdDecompress;

const compressions: readonly Compression[] = [
  { create: () => zlib.createGunzip(large), matches: (head) => startsWith(head, [0x1f, 0x8b]) },
  {
    create: zstandard && (() => zstandard(large)),
    matches: (head) => startsWith(head, [0x28, 0xb5, 0x2f, 0xfd]),
  },
  // The two below have no signature of their own, so a plain answer under a wrong header is ruled out first.
  {
    create: () => zlib.createInflate(large),
    matches: (head, encoding) => encoding === 'deflate' && !isPlain(head) && hasZlibHeader(head),
  },
  {
    create: () => zlib.createInflateRaw(large),
    matches: (head, encoding) => encoding === 'deflate' && !isPlain(head),
  },
  {
    create: () => zlib.createBrotliDecompress(large),
    matches: (head, encoding) => encoding === 'br' && !isPlain(head),
  },
];

function decoderFor(head: Buffer, encoding: string): CreateDecoder | undefined {
  const compression = compressions.find(({ matches }) => matches(head, encoding));
  if (compression && !compression.create) {
    throw new ResponseFault('encoding');
  }
  return compression?.create;
}

function startsWith(head: Buffer, bytes: readonly number[]): boolean {
  return bytes.every((byte, index) => head[index] === byte);
}

/** RFC 1950: the method is 8, and the first two bytes are a multiple of 31. */
function hasZlibHeader([first = 0, second = 0]: Buffer): boolean {
  return (first & 0x0f) === 8 && (first * 256 + second) % 31 === 0;
}

/** JSON, a web page, PNG, JPEG or WebP. */
function isPlain(head: Buffer): boolean {
  return [[0x7b], [0x3c], [0x89, 0x50], [0xff, 0xd8], [0x52, 0x49, 0x46, 0x46]].some((signature) =>
    startsWith(head, signature),
  );
}

async function readHead(source: AsyncIterator<Buffer>): Promise<Buffer> {
  let head: Buffer = Buffer.alloc(0);
  while (head.length < 4) {
    const next = await source.next();
    if (next.done) {
      break;
    }
    head = head.length === 0 ? next.value : Buffer.concat([head, next.value]);
  }
  return head;
}

async function* withHead(head: Buffer, source: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  if (head.length > 0) {
    yield head;
    yield* source;
  }
}

async function* limited(chunks: AsyncIterable<Buffer>, limit: number): AsyncGenerator<Buffer> {
  let length = 0;
  for await (const chunk of chunks) {
    length += chunk.length;
    if (length > limit) {
      throw new ResponseFault('tooLarge');
    }
    yield chunk;
  }
}

async function* decode(chunks: AsyncIterable<Buffer>, decoder: Duplex): AsyncGenerator<Buffer> {
  // `pipeline` destroys the decoder when the source fails, and then the loop below throws that failure.
  pipeline(Readable.from(chunks), decoder, () => undefined);
  try {
    for await (const chunk of decoder) {
      yield chunk as Buffer;
    }
  } catch (error) {
    throw faultOfDecoder(error);
  } finally {
    decoder.destroy();
  }
}

function faultOfDecoder(error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'Z_BUF_ERROR') {
    return new ResponseFault('truncated', '', { cause: error });
  }
  // Brotli's codes begin with `ERR__`, Zstandard's with `ZSTD_`.
  return /^(?:Z_|ERR__|ERR_BROTLI|ZSTD_)/.test(code)
    ? new ResponseFault('encoding', '', { cause: error })
    : error;
}
