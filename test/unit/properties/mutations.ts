import fc from 'fast-check';

/** What broken disks, proxies and attackers do to bytes. Places are taken modulo the length. */
export type Mutation =
  | { readonly kind: 'overwrite'; readonly at: number; readonly byte: number }
  | { readonly kind: 'fill'; readonly at: number; readonly byte: number }
  | { readonly kind: 'cut'; readonly at: number }
  | { readonly kind: 'remove'; readonly at: number; readonly length: number }
  | { readonly kind: 'repeat'; readonly at: number; readonly from: number }
  | { readonly kind: 'insert'; readonly at: number; readonly bytes: Uint8Array };

const place = fc.nat(2 ** 20);
const byte = fc.oneof(fc.nat(255), fc.constantFrom(0, 1, 0x7f, 0x80, 0xff));

const mutation: fc.Arbitrary<Mutation> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('overwrite' as const), at: place, byte }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('fill' as const), at: place, byte }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('cut' as const), at: place }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('remove' as const),
      at: place,
      length: fc.integer({ min: 1, max: 30 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('repeat' as const), at: place, from: place }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('insert' as const),
      at: place,
      bytes: fc.uint8Array({ minLength: 1, maxLength: 12 }),
    }),
  },
);

export const mutations = fc.array(mutation, { minLength: 1, maxLength: 5 });

export function mutateBytes(bytes: Uint8Array, changes: readonly Mutation[]): Buffer {
  return changes.reduce<Buffer>(mutateOnce, Buffer.from(bytes));
}

function mutateOnce(bytes: Buffer, change: Mutation): Buffer {
  const at = change.at % (bytes.length + 1);
  const [before, behind] = [bytes.subarray(0, at), bytes.subarray(at)];
  switch (change.kind) {
    case 'overwrite':
      return Buffer.concat([
        before,
        Buffer.alloc(Math.min(1, behind.length), change.byte),
        behind.subarray(1),
      ]);
    case 'fill':
      return Buffer.concat([
        before,
        Buffer.alloc(Math.min(4, behind.length), change.byte),
        behind.subarray(4),
      ]);
    case 'cut':
      return Buffer.from(before);
    case 'remove':
      return Buffer.concat([before, behind.subarray(change.length)]);
    case 'repeat':
      return Buffer.concat([before, bytes.subarray(change.from % (at + 1))]);
    case 'insert':
      return Buffer.concat([before, change.bytes, behind]);
  }
}
