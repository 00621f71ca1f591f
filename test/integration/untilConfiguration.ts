import * as vscode from 'vscode';

/** Resolves as soon as the settings are so: VS Code takes its time to notice a file that was written on the disk. */
export function untilConfiguration(isSo: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    const check = (): void => {
      if (isSo()) {
        subscription.dispose();
        resolve();
      }
    };
    const subscription = vscode.workspace.onDidChangeConfiguration(check);
    check();
  });
}
