import { EaselError } from '../errors';
import type { ByteSource } from '../request';
import { Base64Text, type JsonBody } from './client';

/**
 * How many bytes of a file are encoded at a time: a multiple of 3, so that no padding falls in the middle. It gives
 * strings of 1040 KiB; between 128 and 1000 KiB V8 is several times slower (measured in Node 20 and 24).
 */
const stepLength = 780 * 1024;

/** A request body whose length is known before anything of it is read. */
export interface RequestBody {
  /** In bytes, exact. */
  readonly contentLength: number;
  readonly contentType: string;
  /**
   * The body, piece by piece; each call reads the files anew.
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
      for (const part of parts) {
        if (typeof part === 'string') {
          yield part;
        } else {
          yield* encodeSource(part);
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

/** The base64 of a file. @throws EaselError as `readExactly`. */
export async function* encodeSource(source: ByteSource): AsyncGenerator<string> {
  const step = Buffer.allocUnsafeSlow(Math.min(stepLength, source.byteLength));
  let filled = 0;
  for await (const chunk of readExactly(source)) {
    let position = 0;
    while (position < chunk.length) {
      // Only when another byte is there: the last step waits for the end of the file, which may hold bytes too many.
      if (filled === step.length) {
        yield step.toString('base64');
        filled = 0;
      }
      const piece = chunk.subarray(position, position + step.length - filled);
      step.set(piece, filled);
      filled += piece.length;
      position += piece.length;
    }
  }
  yield step.toString('base64', 0, filled);
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
