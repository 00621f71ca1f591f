import * as vscode from 'vscode';
import { pickMany, pickOne } from '../platform/quickInput';
import { sanitize } from '../text/plainText';
import { isShownByName } from '../platform/imageFiles';
import { workspacePath } from '../platform/workspacePaths';

interface ImageItem extends vscode.QuickPickItem {
  readonly uri?: vscode.Uri;
}

interface ImagePick {
  readonly found: readonly vscode.Uri[];
  /** Offered first. */
  readonly open: readonly vscode.Uri[];
  readonly placeholder: string;
  readonly canPickMany: boolean;
}

/** VS Code's own pick, with a small picture of each image, and first those that are open in an editor. */
export async function showImagePick({
  found,
  open,
  placeholder,
  canPickMany,
}: ImagePick): Promise<readonly vscode.Uri[]> {
  const rest = found.filter((uri) => !open.some((other) => other.toString() === uri.toString()));
  const items: readonly ImageItem[] =
    open.length === 0
      ? itemsOf(found)
      : [
          separator(vscode.l10n.t('Open in an editor')),
          ...itemsOf(open),
          separator(vscode.l10n.t('Workspace')),
          ...itemsOf(rest),
        ];
  const options = { placeHolder: placeholder };
  const picked = canPickMany ? await pickMany(items, options) : [await pickOne(items, options)];
  return (picked ?? []).flatMap((item) => item?.uri ?? []);
}

function separator(label: string): ImageItem {
  return { label, kind: vscode.QuickPickItemKind.Separator };
}

function itemsOf(uris: readonly vscode.Uri[]): readonly ImageItem[] {
  return uris
    .map((uri) => ({ uri, label: workspacePath(uri) }))
    .sort((a, b) => a.label.localeCompare(b.label))
    .map(({ uri, label }) => ({ uri, label: sanitize(label), iconPath: pictureOf(uri) }));
}

/** For an image that VS Code does not show, it would leave the place empty. */
function pictureOf(uri: vscode.Uri): vscode.IconPath {
  return isShownByName(uri) ? uri : new vscode.ThemeIcon('file-media');
}
