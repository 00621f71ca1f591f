import * as vscode from 'vscode';
import { findModel } from '../../core/providers';
import type { Recipe } from '../../core/recipe';
import { withDefaults } from '../../core/request';
import type { PanelForm } from '../../messages/views';
import { readProviders } from '../settings';

export interface RecipeForm {
  readonly form: Partial<PanelForm>;
  readonly references: readonly vscode.Uri[];
  /** Paths of the recipe that are not in the workspace. */
  readonly missing: readonly string[];
}

/**
 * What of a recipe can be used here. A provider that does not exist leaves the model of the form alone, a folder is
 * never taken over, and references are looked for inside the workspace only.
 */
export async function fillFromRecipe(recipe: Recipe): Promise<RecipeForm> {
  const found = await Promise.all(
    recipe.references.map(async ({ path, use }) => ({ path, use, uri: await findReference(path) })),
  );
  const present = found.flatMap(({ uri, use }) => (uri ? [{ uri, use }] : []));
  return {
    form: {
      prompt: recipe.prompt,
      references: present.map(({ uri, use }) => ({ uri: uri.toString(), use })),
      ...modelOf(recipe),
    },
    references: present.map(({ uri }) => uri),
    missing: found.flatMap(({ path, uri }) => (uri ? [] : [path])),
  };
}

function modelOf({ providerId, modelId, options }: Recipe): Partial<PanelForm> {
  const provider = readProviders().providers.find(({ id }) => id === providerId);
  if (!provider?.models.some(({ id }) => id === modelId)) {
    return {};
  }
  return { providerId, modelId, ...withDefaults(options, findModel(provider, modelId).capabilities) };
}

/** A path of a recipe is relative to a workspace folder, or begins with the folder's name where there are several. */
export async function findReference(path: string): Promise<vscode.Uri | undefined> {
  const folders = vscode.workspace.workspaceFolders ?? [];
  const candidates = folders.flatMap(({ uri, name }) => [
    vscode.Uri.joinPath(uri, path),
    ...(path.startsWith(`${name}/`) ? [vscode.Uri.joinPath(uri, path.slice(name.length + 1))] : []),
  ]);
  for (const candidate of candidates) {
    if (vscode.workspace.getWorkspaceFolder(candidate) && (await isFile(candidate))) {
      return candidate;
    }
  }
  return undefined;
}

async function isFile(uri: vscode.Uri): Promise<boolean> {
  try {
    return ((await vscode.workspace.fs.stat(uri)).type & vscode.FileType.File) !== 0;
  } catch {
    return false;
  }
}
