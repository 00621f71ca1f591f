import { createHash } from 'node:crypto';
import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import { readTestChunk, type TestChunk } from '../servers/image';
import { until } from './until';

/** Files of a workspace as they are on disk. Paths have forward slashes. */
export function workspaceFiles(workspaceFolder: string) {
  const absolute = (file: string): string => path.join(workspaceFolder, ...file.split('/'));
  const read = (file: string): Promise<Buffer> => readFile(absolute(file));

  return {
    absolute,
    read,
    readText: (file: string): Promise<string> => readFile(absolute(file), 'utf8'),

    /** Waits for a file, which stands under its name only once it is whole. */
    waitForFile: (file: string): Promise<Buffer> => until(`${file} is saved`, () => read(file)),

    waitForText: (file: string, expected: RegExp | string): Promise<string> =>
      until(`${file} holds ${String(expected)}`, async () => {
        const text = await readFile(absolute(file), 'utf8');
        return (typeof expected === 'string' ? text === expected : expected.test(text)) && text;
      }),

    /** All that lies in a folder, temporary files too; nothing where there is no folder. */
    namesIn: async (folder: string): Promise<string[]> =>
      (await readdir(absolute(folder)).catch(() => [])).sort(),

    sha256Of: async (file: string): Promise<string> =>
      createHash('sha256')
        .update(await read(file))
        .digest('hex'),

    /** What the test server says about the request that made an image. */
    async testChunkOf(file: string): Promise<TestChunk> {
      const chunk = readTestChunk(await read(file));
      if (chunk === undefined) {
        throw new Error(`${file} does not come from a test server.`);
      }
      return chunk;
    },
  };
}
