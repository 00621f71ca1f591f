import { webcrypto } from 'node:crypto';

/** In hexadecimal; computed outside the event loop, which large images would hold up. */
export async function sha256Of(bytes: Uint8Array): Promise<string> {
  const digest = await webcrypto.subtle.digest('SHA-256', bytes);
  return Buffer.from(digest).toString('hex');
}
