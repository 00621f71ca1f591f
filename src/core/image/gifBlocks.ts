/**
 * Whether the blocks of a GIF are whole up to its trailer, whatever stands behind that.
 * https://www.w3.org/Graphics/GIF/spec-gif89a.txt
 */
export function isCompleteGif(bytes: Buffer): boolean {
  let at = 13 + colourTableBytes(bytes[10]);
  while (at < bytes.length) {
    const introducer = bytes[at];
    if (introducer === trailer) {
      return true;
    }
    if (introducer === image) {
      // Place and size, a colour table of its own, the size of the first codes
      at = endOfSubBlocks(bytes, at + 11 + colourTableBytes(bytes[at + 9]));
    } else if (introducer === extension) {
      at = endOfSubBlocks(bytes, at + 2);
    } else if (introducer === 0) {
      // Some encoders write one terminator too many.
      at += 1;
    } else {
      return false;
    }
  }
  return false;
}

const image = 0x2c;
const extension = 0x21;
const trailer = 0x3b;

function colourTableBytes(flags = 0): number {
  return (flags & 0x80) === 0 ? 0 : 3 * 2 ** ((flags & 7) + 1);
}

/** Each begins with its length; one of length 0 ends them. */
function endOfSubBlocks(bytes: Buffer, start: number): number {
  let at = start;
  for (let length = bytes[at]; length !== undefined && length > 0; length = bytes[at]) {
    at += 1 + length;
  }
  return at + 1;
}
