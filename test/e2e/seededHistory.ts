import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { inProject } from '../host/project.mjs';

interface SeedOptions {
  readonly count: number;
  readonly withThumbnails: boolean;
}

const subjects = ['lighthouse', 'harbour', 'fox in the snow', 'paper boat', 'mountain lake'];

/** Writes a history of images that are gone, as many windows may have left it: every hundredth mentions a zeppelin. */
export function seedHistory({ count, withThumbnails }: SeedOptions) {
  return async ({
    storage,
    workspaceFolder,
  }: {
    readonly storage: string;
    readonly workspaceFolder: string;
  }) => {
    const folder = pathToFileURL(workspaceFolder).href;
    const thumbnails = path.join(storage, 'thumbnails');
    await mkdir(thumbnails, { recursive: true });
    const entries = Array.from({ length: count }, (_, number) => seededEntry(folder, number));
    await writeFile(
      path.join(storage, 'history.jsonl'),
      entries.map((entry) => `${JSON.stringify(entry)}\n`).join(''),
    );
    const picture = await readFile(inProject('test', 'sample-workspace', 'assets', 'waves.webp'));
    for (const { sha256 } of withThumbnails ? entries : []) {
      await writeFile(path.join(thumbnails, `${sha256}.webp`), picture);
    }
  };
}

function seededEntry(workspaceFolder: string, number: number) {
  const isBlue = number % 2 === 0;
  const zeppelin = number % 100 === 0 ? ' with a Zeppelin' : '';
  return {
    workspaceFolder,
    uri: `${workspaceFolder}/images/seeded-${number}.png`,
    sha256: createHash('sha256').update(`seeded ${number}`).digest('hex'),
    byteLength: 1_000_000 + number,
    recipe: {
      version: 1,
      generator: 'Easel',
      date: new Date(Date.UTC(2025, 0, 1) + number * 3_600_000).toISOString(),
      prompt: `Number ${number}: a ${subjects[number % subjects.length]}${zeppelin}, in soft morning light`,
      providerId: isBlue ? 'infinityblue' : 'imini',
      providerLabel: isBlue ? 'InfinityBlue' : 'imini',
      modelId: isBlue ? 'nanobanana_pro' : 'google/nano-banana-pro',
      modelLabel: 'Nano Banana Pro',
      options: { aspectRatio: '16:9', size: '2K', quality: '' },
      references:
        number % 10 === 0 ? [{ path: 'assets/gone.png', sha256: 'a'.repeat(64), use: 'asset' }] : [],
      delivered: { width: 1376, height: 768, format: 'png' },
      differences: [],
    },
  };
}
