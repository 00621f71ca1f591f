import { rename, rm } from 'node:fs/promises';
import { systemClock, type Clock } from '../model/clock';

/** What a test replaces, so that Windows can be tried anywhere and nobody waits. */
export interface HeldFileOptions {
  readonly platform?: NodeJS.Platform | undefined;
  readonly clock?: Clock;
}

/** Moves a file over another one. On Windows, waits for a while until other programs have let go of both. */
export async function replaceByRename(from: string, to: string, options?: HeldFileOptions): Promise<void> {
  await untilReleased(() => rename(from, to), options);
}

/** Deletes a file that may be gone already. On Windows, waits for a while until other programs have let go of it. */
export async function removeFile(file: string, options?: HeldFileOptions): Promise<void> {
  await untilReleased(() => rm(file, { force: true }), options);
}

/** Makes room at once, or some other time: a file that another program has open on Windows stays until then. */
export async function removeUnlessHeld(
  file: string,
  { platform = process.platform }: Pick<HeldFileOptions, 'platform'> = {},
): Promise<void> {
  try {
    await rm(file, { force: true });
  } catch (error) {
    if (!isHeld(error, platform)) {
      throw error;
    }
  }
}

/**
 * Windows refuses to rename or delete a file while another program has it open, which virus scanners and indexers do for
 * a moment with each new file. `work` is tried again until they are through; elsewhere, and for other errors, it is
 * tried once.
 * @throws what `work` threw last.
 */
export async function untilReleased<Result>(
  work: () => Promise<Result>,
  { platform = process.platform, clock = systemClock }: HeldFileOptions = {},
): Promise<Result> {
  for (const pause of pausesInMilliseconds) {
    try {
      return await work();
    } catch (error) {
      if (!isHeld(error, platform)) {
        throw error;
      }
      await clock.sleep(pause, never);
    }
  }
  return work();
}

/** Whether an error is the one by which Windows says that another program has the file open. */
export function isHeld(error: unknown, platform: NodeJS.Platform = process.platform): boolean {
  return platform === 'win32' && error instanceof Error && 'code' in error && heldCodes.has(error.code);
}

/** The same codes also say that somebody may not do it at all, which is why the waiting ends. */
const heldCodes: ReadonlySet<unknown> = new Set(['EPERM', 'EACCES', 'EBUSY']);

/** Two and a half seconds in all: a user waits for some of these files. */
const pausesInMilliseconds: readonly number[] = [10, 20, 40, 80, 160, 320, 640, 1280];

const never = new AbortController().signal;
