import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

/** A new folder of this process's own. */
export function makeTemporaryFolder(purpose: string, parent = os.tmpdir()): string {
  return mkdtempSync(path.join(parent, `easel-${purpose}-`));
}

/** A whole run keeps all folders until its last stage has searched them for keys; it removes them itself. */
export async function removeTemporaryFolder(folder: string): Promise<void> {
  if (process.env.EASEL_TEST_KEEP === undefined) {
    await rm(folder, { recursive: true, force: true });
  }
}
