import * as vscode from 'vscode';
import { EaselError } from '../../../core/model/errors';
import { sniffForeignFormat } from '../../../core/image/foreignFormat';
import { sniffFormat } from '../../../core/image/sniff';
import { describeError } from '../../text/errorText';
import { sanitize } from '../../text/plainText';
import { formatBytes } from '../../text/quantities';
import { readImageFacts } from '../../../app/references/referenceFile';
import { keepImported } from '../../../app/references/referenceStore';
import { isInWorkspace } from '../../../app/project/paths';
import type { PageContext } from '../base/pageContext';
import { toHostUri } from '../base/hostUri';

interface OfferedImage {
  readonly name: string;
  readonly byteLength: number;
}

/** Of one image that is pasted or dropped. A file of the workspace may be larger: it does not travel. */
const mostBytes = 50 * 1024 * 1024;

/** Asks for the images of an offer that can be taken, and says why the others cannot. */
export function takeOffer(offer: string, images: readonly OfferedImage[], context: PageContext): void {
  const ids = images.map((image) => {
    if (image.byteLength <= mostBytes) {
      return context.panel.uploads.expect({
        maxBytes: mostBytes,
        take: (bytes) => importImage(image.name, bytes, context),
        fail: () => refuse(cannotRead(image.name, 'missing')),
      });
    }
    void vscode.window.showWarningMessage(
      vscode.l10n.t(
        '{0} has {1}, too much to be dropped or pasted here. Copy it into the workspace and add it from there.',
        sanitize(image.name),
        formatBytes(image.byteLength),
      ),
    );
    return '';
  });
  context.panel.post({ type: 'takeImages', offer, ids });
}

/** Adds files that were dragged from Explorer, and says of the others why they are no references. */
export async function addDropped(uris: readonly string[], { panel, parts }: PageContext): Promise<void> {
  const images: string[] = [];
  for (const uri of uris.flatMap((each) => toHostUri(each)?.toString() ?? [])) {
    try {
      // A file outside is told of by the panel, unread.
      if (isInWorkspace(parts.files, uri)) {
        await readImageFacts(parts.files, uri);
      }
      images.push(uri);
    } catch (error) {
      refuse(error);
    }
  }
  if (images.length > 0) {
    await panel.addReferences(images);
  }
}

async function importImage(name: string, bytes: Uint8Array, { panel, parts }: PageContext): Promise<void> {
  const format = sniffFormat(bytes);
  if (!format) {
    const foreign = sniffForeignFormat(bytes);
    refuse(cannotRead(name, foreign ? 'foreignFormat' : 'notAnImage', foreign));
    return;
  }
  await panel.addReferences([await keepImported(parts.storage.folder, { name, bytes, format })]);
}

function cannotRead(file: string, reason: string, code?: string): EaselError {
  return new EaselError('cannotReadReference', { file, reason, ...(code !== undefined && { code }) });
}

function refuse(error: unknown): void {
  void vscode.window.showWarningMessage(describeError(error).message);
}
