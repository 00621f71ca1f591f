import * as vscode from 'vscode';
import type { ResultAction } from '../../protocol/pageMessages';
import { deleteImage } from '../history/deleteImage';
import { openFit } from './viewer/resize';
import type { PageContext } from './base/pageContext';
import { openRefine } from './viewer/refine';
import { compare } from './viewer/compare';

/** What can be done with a result. */
export const resultActions: Readonly<
  Record<ResultAction, (image: vscode.Uri, context: PageContext) => unknown>
> = {
  open: (image) => vscode.commands.executeCommand('vscode.open', image),
  reveal: (image) => vscode.commands.executeCommand('revealInExplorer', image),
  useAsReference: (image, { panel }) => panel.addReferences([image]),
  insertLink: (image) => vscode.commands.executeCommand('easel.insertImageLink', image),
  copyPath: (image) =>
    vscode.env.clipboard.writeText(image.scheme === 'file' ? image.fsPath : image.toString()),
  delete: async (image, { panel, parts }) => {
    await deleteImage(image, parts);
    await panel.postResults();
  },
  compare,
  refine: openRefine,
  fitTo: openFit,
};
