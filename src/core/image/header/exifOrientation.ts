/** Tag 0x0112 of the first directory of a TIFF block; 1 (upright) when there is none. */
export function readOrientation(tiff: Buffer): number {
  const little = tiff.toString('latin1', 0, 2) === 'II';
  const read16 = (at: number): number => (little ? tiff.readUInt16LE(at) : tiff.readUInt16BE(at));
  const directory = little ? tiff.readUInt32LE(4) : tiff.readUInt32BE(4);
  if (directory + 2 > tiff.length) {
    return 1;
  }
  const entries = read16(directory);
  for (let entry = 0; entry < entries; entry++) {
    const at = directory + 2 + entry * 12;
    if (at + 12 > tiff.length) {
      return 1;
    }
    if (read16(at) === 0x0112) {
      const orientation = read16(at + 8);
      return orientation <= 8 ? orientation : 1;
    }
  }
  return 1;
}
