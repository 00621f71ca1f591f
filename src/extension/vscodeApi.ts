import type * as vscode from 'vscode';

/** VS Code's API as the entry has got it. The build lets every `import … from 'vscode'` read it here. */
const provided: { api?: typeof vscode } = {};

export function provideApi(api: typeof vscode): void {
  provided.api = api;
}

export function getApi(): typeof vscode {
  if (!provided.api) {
    throw new Error('vscodeApi');
  }
  return provided.api;
}
