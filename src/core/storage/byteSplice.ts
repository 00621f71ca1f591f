/** How bytes were made from others that begin and end alike: what lies between was put in place of something else. */
export interface Splice {
  /** Where it begins. */
  readonly start: number;
  /** Of what was put in, in bytes. */
  readonly length: number;
  /** What was there instead, in base64; mostly nothing. */
  readonly removed: string;
}

/** Compared at once; far faster than byte by byte. */
const block = 64 * 1024;
/** More than what stands around a packet of metadata; then it is another image. */
const mostRemoved = 64 * 1024;

/** @returns `undefined` where more has changed than one short piece. */
export function spliceBetween(original: Uint8Array, changed: Uint8Array): Splice | undefined {
  const shorter = Math.min(original.length, changed.length);
  const start = alike(shorter, (from, to) => equal(original.subarray(from, to), changed.subarray(from, to)));
  const end = alike(shorter - start, (from, to) =>
    equal(lastOf(original, from, to), lastOf(changed, from, to)),
  );
  const removed = original.subarray(start, original.length - end);
  return removed.length > mostRemoved
    ? undefined
    : { start, length: changed.length - end - start, removed: Buffer.from(removed).toString('base64') };
}

/** What the bytes were before, piece by piece. */
export async function* withoutSplice(
  changed: AsyncIterable<Uint8Array>,
  { start, length, removed }: Splice,
): AsyncGenerator<Uint8Array> {
  let position = 0;
  let isPut = false;
  for await (const piece of changed) {
    const [before, after] = [start - position, start + length - position];
    yield piece.subarray(0, clamp(before, piece.length));
    if (!isPut && before <= piece.length) {
      isPut = true;
      yield Buffer.from(removed, 'base64');
    }
    yield piece.subarray(clamp(after, piece.length));
    position += piece.length;
  }
}

function clamp(value: number, length: number): number {
  return Math.max(0, Math.min(value, length));
}

/** How many of the first bytes are alike, of at most so many. */
function alike(most: number, isEqual: (from: number, to: number) => boolean): number {
  let [from, step] = [0, block];
  while (from < most && step >= 1) {
    const to = Math.min(most, from + step);
    if (isEqual(from, to)) {
      from = to;
    } else {
      step = to - from === 1 ? 0 : Math.ceil((to - from) / 2);
    }
  }
  return from;
}

function lastOf(bytes: Uint8Array, from: number, to: number): Uint8Array {
  return bytes.subarray(bytes.length - to, bytes.length - from);
}

function equal(one: Uint8Array, other: Uint8Array): boolean {
  return Buffer.compare(one, other) === 0;
}
