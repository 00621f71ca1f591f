// The data of the benchmark: one answer and up to 14 references, the same bytes in every run.
import { createCipheriv, createHash } from 'node:crypto';

const mebibyte = 1024 * 1024;

export const resultBytes = 12 * mebibyte;
export const referenceBytes = 4 * mebibyte;
export const largeReferenceBytes = 30 * mebibyte;

/**
 * Bytes that cannot be compressed, from a seed. They begin like a PNG, so that a client which looks at them is content.
 *
 * @param {string} seed
 * @param {number} length
 */
export function noise(seed, length) {
  const key = createHash('sha256').update(seed).digest();
  const bytes = createCipheriv('aes-256-ctr', key, Buffer.alloc(16)).update(Buffer.alloc(length));
  Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex').copy(bytes);
  return bytes;
}

/** @param {Uint8Array} bytes */
export function sha256(bytes) {
  return createHash('sha256').update(bytes).digest('hex');
}
