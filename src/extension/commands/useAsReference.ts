import * as vscode from 'vscode';
import { imagesFrom } from '../references/pickImages';
import { confirmGivenOutside } from '../../app/references/confirmLinks';
import type { CommandServices } from './panelPort';

/** *Use as Image Reference*: adds the images, in order, to the panel's references and shows it. */
export async function useAsReference(parts: CommandServices, clicked: readonly unknown[]): Promise<void> {
  const images = await imagesFrom(parts, {
    clicked,
    placeholder: vscode.l10n.t('Images to use as references'),
    canPickMany: true,
  });
  if (images.length > 0) {
    const uris = images.map((uri) => uri.toString());
    await confirmGivenOutside(uris, parts);
    await parts.panel.addReferences(uris);
  }
}
