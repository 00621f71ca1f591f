import * as vscode from 'vscode';
import type { SaveOffer } from '../../app/questions';
import { formatFacts } from '../../shared/imageFormat';

/** The dialog asks itself before it lets an existing file be chosen. */
export async function chooseFile({ folder, stem, format }: SaveOffer): Promise<string | undefined> {
  const { ending, label } = formatFacts[format];
  const chosen = await vscode.window.showSaveDialog({
    defaultUri: vscode.Uri.joinPath(await nearestFolder(vscode.Uri.parse(folder)), `${stem}.${ending}`),
    filters: { [label]: [ending] },
    title: vscode.l10n.t('Easel: Save the Image'),
  });
  return chosen?.toString();
}

/** In a folder that is not there the dialog would forget the name, and that is why many an image was not saved. */
async function nearestFolder(folder: vscode.Uri): Promise<vscode.Uri> {
  const parent = vscode.Uri.joinPath(folder, '..');
  const isThere = await vscode.workspace.fs.stat(folder).then(
    ({ type }) => (type & vscode.FileType.Directory) !== 0,
    () => false,
  );
  return isThere || parent.path === folder.path ? folder : nearestFolder(parent);
}
