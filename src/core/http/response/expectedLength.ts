/** What is reserved for an image where the answer does not say how long it is. */
const usualBytes = 24 * 1024 * 1024;
/** Base64 of an image, which is all but noise, shrinks to three quarters; a little more for what is around it. */
const mostShrinking = 1.4;

/** About how long an answer will be, decompressed; the limit where it will be long and cannot be told. */
export function expectedLength(headers: Readonly<Record<string, string>>, limit: number): number {
  const length = Number(headers['content-length']);
  const encoding = headers['content-encoding']?.trim() ?? '';
  if (Number.isFinite(length) && (encoding === '' || encoding === 'identity')) {
    return Math.min(length, limit);
  }
  return length * mostShrinking > usualBytes ? limit : Math.min(usualBytes, limit);
}
