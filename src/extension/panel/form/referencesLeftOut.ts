import * as vscode from 'vscode';

/** @param count of references that lie where the page may not take any from */
export function tellReferencesLeftOut(count: number): void {
  if (count > 0) {
    void vscode.window.showInformationMessage(
      vscode.l10n.t('References must lie in the workspace. {0} left out.', count),
    );
  }
}
