import { appendFileSync } from 'node:fs';

/**
 * Writes all that this process prints meanwhile into a file as well.
 *
 * @template T
 * @param {string} file
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function recordOutput(file, work) {
  const streams = [process.stdout, process.stderr];
  const writes = streams.map((stream) => stream.write);
  streams.forEach((stream, index) => {
    stream.write = /** @type {typeof stream.write} */ (
      (/** @type {any[]} */ ...parts) => {
        appendFileSync(file, parts[0]);
        return Reflect.apply(writes[index] ?? stream.write, stream, parts);
      }
    );
  });
  try {
    return await work();
  } finally {
    streams.forEach((stream, index) => (stream.write = writes[index] ?? stream.write));
  }
}
