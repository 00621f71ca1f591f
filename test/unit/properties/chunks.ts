import fc from 'fast-check';
import { seededRandom } from '../core/image/samples';

/** How an answer is cut on its way: into pieces of one length, or at some places, taken modulo its length. */
export type Chunking = { readonly pieceLength: number } | { readonly cuts: readonly number[] };

const place = fc.nat(20_000);

export const chunking: fc.Arbitrary<Chunking> = fc.oneof(
  { weight: 1, arbitrary: fc.record({ pieceLength: fc.constant(1) }) },
  { weight: 10, arbitrary: fc.record({ pieceLength: fc.integer({ min: 50, max: 5000 }) }) },
  {
    weight: 10,
    arbitrary: place.map((from) => ({ cuts: Array.from({ length: 100 }, (_, at) => from + at) })),
  },
  { weight: 20, arbitrary: fc.record({ cuts: fc.array(place, { maxLength: 8 }) }) },
);

export function cutUp(bytes: Buffer, chunks: Chunking): readonly Buffer[] {
  const ends =
    'cuts' in chunks
      ? chunks.cuts.map((cut) => cut % (bytes.length + 1)).sort((one, other) => one - other)
      : Array.from(
          { length: Math.floor(bytes.length / chunks.pieceLength) },
          (_, index) => (index + 1) * chunks.pieceLength,
        );
  return [...ends, bytes.length].map((end, index) => bytes.subarray(ends[index - 1] ?? 0, end));
}

/** Every fourth place to cut in two; over all inputs, each place has its turn. */
export const firstCut = fc.nat(3);

/** Cut in two from the first place on, and one byte at a time. */
export function manyCuts(bytes: Buffer, first: number): readonly (readonly Buffer[])[] {
  const halves = Array.from({ length: Math.ceil((bytes.length + 1 - first) / 4) }, (_, index) =>
    cutUp(bytes, { cuts: [first + 4 * index] }),
  );
  return [...halves, cutUp(bytes, { pieceLength: 1 })];
}

const longestNoise = 8000;
const noise = makeNoise();

/** Bytes without any pattern. Parts of one noise, because to make each byte by itself takes far longer. */
export function noisyBytes({ minLength = 0, maxLength = longestNoise } = {}): fc.Arbitrary<Buffer> {
  return fc
    .tuple(fc.nat(longestNoise), fc.integer({ min: minLength, max: maxLength }))
    .map(([start, length]) => noise.subarray(start, start + length));
}

function makeNoise(): Buffer {
  const random = seededRandom(1);
  return Buffer.from(Array.from({ length: 2 * longestNoise }, () => Math.floor(random() * 256)));
}
