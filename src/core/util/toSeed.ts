/** A whole number that was not rounded on its way: one beyond 2^53 has lost its last digits, and would make another image. */
export function toSeed(value: unknown): number | undefined {
  const seed = typeof value === 'string' && /^\d{1,16}$/u.test(value) ? Number(value) : value;
  return typeof seed === 'number' && Number.isSafeInteger(seed) && seed >= 0 ? seed : undefined;
}
