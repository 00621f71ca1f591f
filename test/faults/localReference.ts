import assert from 'node:assert/strict';
import { readStart } from '../../src/core/image/header/dimensions';
import { sniffFormat } from '../../src/core/image/sniff';
import { openLocalFile } from '../../src/core/storage/localFile';
import type { Reference } from '../../src/core/model/reference';

/** A file as `src/app/references/referenceFile.ts` makes a reference of it. */
export async function referenceFrom(path: string, name = 'picked.png'): Promise<Reference> {
  const source = await openLocalFile({ path, name });
  const format = sniffFormat(await readStart(source));
  assert.ok(format !== undefined, `${name} is no image`);
  return { ...source, format, use: 'asset' };
}
