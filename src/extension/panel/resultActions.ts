import * as vscode from 'vscode';
import { fsPathOf, isFileUri } from '../../app/project/uri';
import type { ResultAction } from '../../protocol/pageMessages';
import { deleteImage } from '../history/deleteImage';
import { openFit } from './viewer/resize';
import type { PageContext } from './base/pageContext';
import { openRefine } from './viewer/refine';
import { compare } from './viewer/compare';

/** What can be done with a result. */
export const resultActions: Readonly<Record<ResultAction, (image: string, context: PageContext) => unknown>> =
  {
    open: (image) => vscode.commands.executeCommand('vscode.open', vscode.Uri.parse(image)),
    reveal: (image) => vscode.commands.executeCommand('revealInExplorer', vscode.Uri.parse(image)),
    useAsReference: (image, { panel }) => panel.addReferences([image]),
    insertLink: (image) => vscode.commands.executeCommand('easel.insertImageLink', vscode.Uri.parse(image)),
    copyPath: (image) => vscode.env.clipboard.writeText(isFileUri(image) ? fsPathOf(image) : image),
    delete: async (image, { panel, parts }) => {
      await deleteImage(vscode.Uri.parse(image), parts);
      await panel.postResults();
    },
    compare,
    refine: openRefine,
    fitTo: openFit,
  };
