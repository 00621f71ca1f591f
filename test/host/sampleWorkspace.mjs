import { cp, mkdir } from 'node:fs/promises';
import { inProject } from './project.mjs';

/**
 * Tests and people work on a copy, so that the checkout stays clean. Files that the copy already has are kept.
 *
 * @param {string} target
 */
export async function copySampleWorkspace(target) {
  await mkdir(target, { recursive: true });
  await cp(inProject('test', 'sample-workspace'), target, { recursive: true, force: false });
}
