import * as vscode from 'vscode';
import { pickOne } from '../platform/quickInput';
import type { Services } from '../ports/services';
import { sanitize } from '../text/plainText';
import { chooseStyleFile, findStyleFile, styleFileChoice, styleFilePath } from '../../app/prompts/styleFile';
import { styleFileProblems } from '../prompts/styleFileText';

interface ActionItem extends vscode.QuickPickItem {
  readonly run: () => unknown;
}

/** *Style File*: says whether the text of `.easel/style.md` is added to prompts, and changes that. */
export async function showStyleFile(parts: Services): Promise<void> {
  const file = await findStyleFile(parts.files);
  if (!file) {
    await vscode.window.showInformationMessage(
      vscode.workspace.isTrusted
        ? vscode.l10n.t('This workspace has no {0}. Its text would be added to prompts.', styleFilePath)
        : vscode.l10n.t('In Restricted Mode no style file is read.'),
    );
    return;
  }
  const isUsed = styleFileChoice(parts, file) === 'used';
  const name = sanitize(file.name);
  const choose = (choice: 'used' | 'left') => () => chooseStyleFile(parts, file, choice);
  const items: ActionItem[] = [
    ...(file.problem
      ? []
      : [
          isUsed
            ? { label: vscode.l10n.t('Stop Adding It to Prompts'), run: choose('left') }
            : { label: vscode.l10n.t('Add It to Prompts in This Workspace'), run: choose('used') },
        ]),
    {
      label: vscode.l10n.t('Open {0}', name),
      run: () => vscode.commands.executeCommand('vscode.open', file.uri),
    },
  ];
  const picked = await pickOne(items, {
    title: vscode.l10n.t('Easel: Style File'),
    // A preview or the panel may take the focus after what came before.
    ignoreFocusOut: true,
    placeHolder: file.problem
      ? styleFileProblems[file.problem](name)
      : isUsed
        ? vscode.l10n.t('{0} is added to prompts', name)
        : vscode.l10n.t('{0} is not added to prompts', name),
  });
  await picked?.run();
  parts.events.additionsChanged();
}
