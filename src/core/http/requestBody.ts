import { EaselError } from '../model/errors';
import type { ByteSource } from '../model/reference';
import { Base64Text, type JsonBody } from './client';

/**
 * How many bytes of a file are encoded at a time: a multiple of 3, so that no padding falls in the middle. It gives
 * strings of 96 KiB; between 128 and 1000 KiB V8 is several times slower (measured in Node 20 and 24).
 */
const stepLength = 72 * 1024;

/** Of one piece of base64, in bytes. */
const pieceLength = 1152 * 1024;

/**
 * A piece of so many bytes is more than a socket buffers, so that the next one is asked for only when the operating
 * system has it, and its memory can be used again.
 */
const longerThanBuffers = 256 * 1024;

/** A request body whose length is known before anything of it is read. */
export interface RequestBody {
  /** In bytes, exact. */
  readonly contentLength: number;
  readonly contentType: string;
  /**
   * The body, piece by piece; each call reads the files anew. What a piece holds is gone once the next one is asked for.
   * @throws EaselError `cannotReadReference` when a file is not as long as it said, before a byte too many is given.
   */
  pieces(): AsyncGenerator<string | Buffer>;
}

/** JSON with the base64 of files in it, which are read and encoded only while they are sent. */
export function encodeBody(body: JsonBody): RequestBody {
  const parts = mergeText(flatten(body));
  return {
    contentType: 'application/json',
    contentLength: parts.reduce((sum, part) => sum + byteLengthOf(part), 0),
    async *pieces() {
      const room = createRoom(parts);
      for (const part of parts) {
        if (typeof part === 'string') {
          yield part;
        } else {
          yield* encodeSource(part, room);
        }
      }
    },
  };
}

type Part = string | ByteSource;

/** In bytes, as it is sent: what is no text goes as base64. */
export function byteLengthOf(part: Part): number {
  return typeof part === 'string' ? Buffer.byteLength(part) : Math.ceil(part.byteLength / 3) * 4;
}

function* flatten(value: JsonBody): Generator<Part> {
  if (value instanceof Base64Text) {
    yield `"${JSON.stringify(value.prefix).slice(1, -1)}`;
    yield value.source;
    yield '"';
  } else if (Array.isArray(value)) {
    yield* flattenMembers(
      '[',
      (value as readonly JsonBody[]).map((member) => ['', member] as const),
      ']',
    );
  } else if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value as Readonly<Record<string, JsonBody>>)
      .filter(([, member]) => member !== undefined)
      .map(([name, member]) => [`${JSON.stringify(name)}:`, member] as const);
    yield* flattenMembers('{', members, '}');
  } else {
    yield JSON.stringify(value ?? null);
  }
}

function* flattenMembers(
  opening: string,
  members: readonly (readonly [name: string, member: JsonBody])[],
  closing: string,
): Generator<Part> {
  yield opening;
  for (const [index, [name, member]] of members.entries()) {
    yield (index > 0 ? ',' : '') + name;
    yield* flatten(member);
  }
  yield closing;
}

function mergeText(parts: Iterable<Part>): readonly Part[] {
  const merged: Part[] = [];
  for (const part of parts) {
    const last = merged.at(-1);
    if (typeof part === 'string' && typeof last === 'string') {
      merged[merged.length - 1] = last + part;
    } else {
      merged.push(part);
    }
  }
  return merged;
}

/** Memory that the base64 of one file after the other is written into: new memory for each piece costs more than base64. */
export function createRoom(parts: readonly Part[]): Buffer {
  const longest = Math.max(0, ...parts.filter((part) => typeof part !== 'string').map(byteLengthOf));
  return Buffer.allocUnsafeSlow(Math.min(pieceLength, longest));
}

/** The base64 of a file, in pieces that are views of `room`. @throws EaselError as `readExactly`. */
export async function* encodeSource(source: ByteSource, room: Buffer): AsyncGenerator<Buffer> {
  let filled = 0;
  for await (const bytes of inThrees(readExactly(source))) {
    for (let position = 0; position < bytes.length; position += stepLength) {
      const step = bytes.toString('base64', position, Math.min(bytes.length, position + stepLength));
      if (filled + step.length > room.length) {
        yield room.subarray(0, filled);
        filled = 0;
      }
      filled += room.write(step, filled, 'latin1');
    }
  }
  yield filled < longerThanBuffers ? Buffer.from(room.subarray(0, filled)) : room.subarray(0, filled);
}

/** Each time a multiple of 3 bytes, but for the last time. */
async function* inThrees(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  let rest = Buffer.alloc(0);
  for await (const { buffer, byteOffset, byteLength } of chunks) {
    const chunk = Buffer.from(buffer, byteOffset, byteLength);
    const missing = rest.length === 0 ? 0 : Math.min(3 - rest.length, chunk.length);
    rest = Buffer.concat([rest, chunk.subarray(0, missing)]);
    if (rest.length === 3) {
      yield rest;
      rest = Buffer.alloc(0);
    }
    const whole = missing + Math.floor((chunk.length - missing) / 3) * 3;
    if (whole > missing) {
      yield chunk.subarray(missing, whole);
    }
    if (whole < chunk.length) {
      rest = Buffer.from(chunk.subarray(whole));
    }
  }
  if (rest.length > 0) {
    yield rest;
  }
}

/**
 * The bytes of a file, which must be as many as it said.
 * @throws EaselError `cannotReadReference` before a byte too many is given, or at the end when some are missing.
 */
export async function* readExactly(source: ByteSource): AsyncGenerator<Uint8Array> {
  let total = 0;
  for await (const chunk of source.read()) {
    total += chunk.length;
    if (total > source.byteLength) {
      throw lengthChanged(source);
    }
    yield chunk;
  }
  if (total !== source.byteLength) {
    throw lengthChanged(source);
  }
}

function lengthChanged(source: ByteSource): EaselError {
  const file = 'name' in source && typeof source.name === 'string' ? source.name : undefined;
  return new EaselError('cannotReadReference', file === undefined ? {} : { file });
}
