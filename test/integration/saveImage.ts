import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import { formatFacts, type ImageFormat } from '../../src/shared/imageFormat';
import type { Services } from '../../src/app/services';
import { imageFolder } from '../../src/app/generate/imageStore';

export interface ImageToSave {
  readonly bytes: Uint8Array;
  readonly format: ImageFormat;
  readonly stem: string;
}

/** Saves without a journal, as an image that nobody paid for. */
export async function saveImage(
  services: Pick<Services, 'files' | 'session'>,
  { uri }: { readonly uri: vscode.Uri },
  { bytes, format, stem }: ImageToSave,
): Promise<vscode.Uri> {
  const name = await imageFolder(services, uri.toString()).save({
    bytes,
    stem,
    ending: formatFacts[format].ending,
    temporary: `.easel-${randomUUID()}.tmp`,
    claim: () => Promise.resolve(),
  });
  return vscode.Uri.joinPath(uri, name);
}
