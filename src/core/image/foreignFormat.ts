/** Image formats that Easel does nothing with, and names so that the user knows why. */
export type ForeignFormat = 'JPEG XL' | 'Photoshop';

const signatures: readonly { readonly format: ForeignFormat; readonly hex: string }[] = [
  { format: 'JPEG XL', hex: 'ff0a' },
  { format: 'JPEG XL', hex: '0000000c4a584c20' },
  { format: 'Photoshop', hex: '38425053' },
];

/** Tells an image that `sniffFormat` does not know by its first bytes, where it is one of these. */
export function sniffForeignFormat(bytes: Uint8Array): ForeignFormat | undefined {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, 16)).toString('hex');
  return signatures.find(({ hex }) => head.startsWith(hex))?.format;
}
