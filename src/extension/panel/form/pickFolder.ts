import * as vscode from 'vscode';
import { pickOne } from '../../platform/quickInput';
import type { Services } from '../../ports/services';
import { sanitize } from '../../text/plainText';
import { checkTargetFolder } from '../../../app/form/targetFolder';
import { imageGlob } from '../../platform/imageFiles';
import { workspacePath } from '../../platform/workspacePaths';
import { folderView } from './folderView';

interface FolderItem extends vscode.QuickPickItem {
  readonly pick: () => Promise<PickedFolder | undefined>;
}

export interface PickedFolder {
  /** URI; `undefined` for the folder of the setting. */
  readonly folder: string | undefined;
}

/**
 * Lets the user choose where images go: the folder of the setting, one that holds images already, or any other.
 * @throws EaselError `cannotSave` when nothing may be saved there.
 */
export async function pickFolder(parts: Services): Promise<PickedFolder | undefined> {
  const items: FolderItem[] = [
    {
      label: sanitize((await folderView(undefined, parts)).label),
      description: vscode.l10n.t('folder of the setting'),
      pick: () => Promise.resolve({ folder: undefined }),
    },
    ...(await foldersWithImages()).map((folder) => ({
      label: sanitize(workspacePath(folder)),
      pick: () => Promise.resolve({ folder: folder.toString() }),
    })),
    { label: vscode.l10n.t('Another folder…'), alwaysShow: true, pick: () => browse(parts) },
  ];
  const item = await pickOne(items, {
    placeHolder: vscode.l10n.t('Folder for new images'),
  });
  const picked = await item?.pick();
  if (picked?.folder !== undefined) {
    await checkTargetFolder(parts.files, picked.folder);
  }
  return picked;
}

async function foldersWithImages(): Promise<readonly vscode.Uri[]> {
  const images = await vscode.workspace.findFiles(imageGlob, '**/node_modules/**', 2000);
  const folders = new Map(
    images.map((uri) => vscode.Uri.joinPath(uri, '..')).map((uri) => [uri.toString(), uri]),
  );
  return Array.from(folders.values()).sort((a, b) => a.path.localeCompare(b.path));
}

async function browse({ files }: Services): Promise<PickedFolder | undefined> {
  const folder = await files.askForFolder();
  return folder && { folder: folder.toString() };
}
