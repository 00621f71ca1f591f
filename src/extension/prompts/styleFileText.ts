import * as vscode from 'vscode';
import type { StyleFileProblem } from '../../app/prompts/styleFile';

/** Why a style file is not added. The name is safe to show. */
export const styleFileProblems: Readonly<Record<StyleFileProblem, (name: string) => string>> = {
  tooLarge: (name) => vscode.l10n.t('{0} is not added: it has more than 4 KB.', name),
  notRegular: (name) => vscode.l10n.t('{0} is not added: it is no regular file of this workspace.', name),
  notText: (name) => vscode.l10n.t('{0} is not added: it is no UTF-8 text.', name),
};
