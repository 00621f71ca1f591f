import * as vscode from 'vscode';

/**
 * The file that VS Code loads. Editors built on it, such as Cursor, cannot load an ES module that imports `vscode`, so
 * this one is CommonJS, takes VS Code's API, and hands it on to the ES modules. https://github.com/microsoft/vscode/issues/130367
 */
export async function activate(context: vscode.ExtensionContext): Promise<void> {
  try {
    // First: the others use the API as soon as they are loaded.
    (await import('./vscodeApi.js')).provideApi(vscode);
    (await import('./extension.js')).activate(context);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    void vscode.window.showErrorMessage(vscode.l10n.t('Easel could not start: {0}', reason));
    throw error;
  }
}
