/**
 * Does something with each of many, so many at once.
 * @throws what the first one that failed has thrown, when all that had begun are over.
 */
export async function eachAtMost<T>(
  most: number,
  items: Iterable<T>,
  work: (item: T) => Promise<unknown>,
): Promise<void> {
  const left = items[Symbol.iterator]();
  const lane = async (): Promise<void> => {
    for (let next = left.next(); next.done !== true; next = left.next()) {
      await work(next.value);
    }
  };
  const ends = await Promise.allSettled(Array.from({ length: most }, lane));
  const failed = ends.find((end) => end.status === 'rejected');
  if (failed) {
    throw failed.reason;
  }
}
