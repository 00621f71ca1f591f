import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rmdir } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Scene } from './scene';

/** A disk of its own, in memory, which can be full or read-only as real ones can. */
export interface Disk {
  /** Leaves it so many kilobytes in all; it must not hold more by then. */
  shrink(kilobytes: number): Promise<void>;
  makeReadOnly(): Promise<void>;
  makeWritable(): Promise<void>;
}

/** Mounts a disk in the place of a folder, until the end of the test. */
export async function mountDisk(
  scene: Scene,
  folder: string,
  { kilobytes = 1024 }: { readonly kilobytes?: number } = {},
): Promise<Disk> {
  await mkdir(folder, { recursive: true });
  await run('mount', ['-t', 'tmpfs', '-o', `size=${kilobytes}k`, 'tmpfs', folder]);
  scene.afterwards(() => run('umount', [folder]));
  const remount = async (options: string): Promise<void> => {
    await run('mount', ['-o', `remount,${options}`, folder]);
  };
  return {
    shrink: (size) => remount(`size=${size}k`),
    makeReadOnly: () => remount('ro'),
    makeWritable: () => remount('rw'),
  };
}

/** Why there can be no disks here; `undefined` where there can. */
export async function whyNoDisks(): Promise<string | undefined> {
  if (process.platform !== 'linux') {
    return 'disks in memory are mounted on Linux alone';
  }
  const folder = await mkdtemp(path.join(os.tmpdir(), 'easel-mount-'));
  try {
    await run('mount', ['-t', 'tmpfs', 'tmpfs', folder]);
    await run('umount', [folder]);
    return undefined;
  } catch (error) {
    return `nothing can be mounted: ${(error as Error).message.trim().split('\n').at(-1) ?? ''}`;
  } finally {
    await rmdir(folder);
  }
}

const run = promisify(execFile);
