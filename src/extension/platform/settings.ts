import * as vscode from 'vscode';
import type { MetadataMode } from '../../core/image/metadata/writeRecipe';

const metadataModes = ['full', 'label', 'none'] as const;

/** Folder for new images as the user wrote it, for a file of that workspace folder. */
export function readOutputFolder(scope: vscode.Uri | undefined): string {
  return configuration(scope).get<string>('outputFolder') ?? 'images';
}

export function readMetadataMode(scope: vscode.Uri | undefined): MetadataMode {
  const mode = configuration(scope).get<string>('metadata');
  return metadataModes.find((each) => each === mode) ?? 'full';
}

export function readIncludeThoughts(): boolean {
  return configuration().get<boolean>('includeThoughts') === true;
}

/** Whatever the user wrote. */
export function readPartialImages(): number | undefined {
  return configuration().get<number>('partialImages');
}

/** VS Code itself leaves out a workspace's values in Restricted Mode: see `restrictedConfigurations` in the manifest. */
export function configuration(scope?: vscode.Uri): vscode.WorkspaceConfiguration {
  return vscode.workspace.getConfiguration('easel', scope);
}
