import * as vscode from 'vscode';
import { isInWorkspace, projectRoots } from './workspacePaths';

/**
 * A path of a recipe is relative to a folder of the project, or begins with the folder's name where several were open.
 * Where several are open now, the latter is the likelier.
 */
export async function findReference(path: string): Promise<vscode.Uri | undefined> {
  const folders = vscode.workspace.workspaceFolders ?? [];
  const relative = projectRoots().map((uri) => vscode.Uri.joinPath(uri, path));
  const named = folders
    .filter(({ name }) => path.startsWith(`${name}/`))
    .map(({ uri, name }) => vscode.Uri.joinPath(uri, path.slice(name.length + 1)));
  const candidates = folders.length > 1 ? [...named, ...relative] : [...relative, ...named];
  for (const candidate of candidates) {
    if (isInWorkspace(candidate) && (await isFile(candidate))) {
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
