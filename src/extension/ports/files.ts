import * as vscode from 'vscode';
import type { FileFacts, Files } from '../../app/ports';
import type { LastTextEditor } from './lastTextEditor';
import { uriOfTab } from '../platform/tabs';

/** The workspace of this window. Where no folder is open, one that the user picks is the project until the window closes. */
export class WorkspaceFiles implements Files, vscode.Disposable {
  private readonly picked: vscode.Uri[] = [];
  private readonly pick = new vscode.EventEmitter<void>();

  constructor(private readonly lastTextEditor: LastTextEditor) {}

  onDidChangeFolders(changed: () => void): vscode.Disposable {
    return vscode.Disposable.from(
      vscode.workspace.onDidChangeWorkspaceFolders(changed),
      this.pick.event(changed),
    );
  }

  /** Lets the user choose a folder. Where no folder is open, it becomes the project. */
  async askForFolder(): Promise<vscode.Uri | undefined> {
    const start = vscode.workspace.workspaceFolders?.[0]?.uri ?? this.picked[0];
    const picked = await vscode.window.showOpenDialog({
      ...(start && { defaultUri: start }),
      canSelectFiles: false,
      canSelectFolders: true,
      title: vscode.l10n.t('Easel: Choose the Folder for New Images'),
      openLabel: vscode.l10n.t('Save Here'),
    });
    const folder = picked?.[0];
    if (folder && !vscode.workspace.workspaceFolders) {
      this.picked.push(folder);
      this.pick.fire();
    }
    return folder;
  }

  workspaceFolders(): ReturnType<Files['workspaceFolders']> {
    return (vscode.workspace.workspaceFolders ?? []).map(({ uri, name }) => ({ uri: uri.toString(), name }));
  }

  pickedFolders(): readonly string[] {
    return this.picked.map((uri) => uri.toString());
  }

  folderOf(uri: string): ReturnType<Files['folderOf']> {
    const folder = vscode.workspace.getWorkspaceFolder(vscode.Uri.parse(uri));
    return folder && { uri: folder.uri.toString(), name: folder.name };
  }

  displayPath(uri: string): string {
    return vscode.workspace.asRelativePath(vscode.Uri.parse(uri));
  }

  isTrusted(): boolean {
    return vscode.workspace.isTrusted;
  }

  inFront(): readonly string[] {
    const tab = uriOfTab(vscode.window.tabGroups.activeTabGroup.activeTab?.input);
    const editor = this.lastTextEditor.get()?.document.uri;
    return [tab, editor].flatMap((uri) => (uri ? [uri.toString()] : []));
  }

  async stat(uri: string): Promise<FileFacts> {
    const { type, size } = await vscode.workspace.fs.stat(vscode.Uri.parse(uri));
    return {
      isRegular: type === vscode.FileType.File,
      // A symbolic link to a file carries both bits.
      isFile: (type & vscode.FileType.File) !== 0,
      byteLength: size,
    };
  }

  read(uri: string): Thenable<Uint8Array> {
    return vscode.workspace.fs.readFile(vscode.Uri.parse(uri));
  }

  write(uri: string, bytes: Uint8Array): Thenable<void> {
    return vscode.workspace.fs.writeFile(vscode.Uri.parse(uri), bytes);
  }

  delete(uri: string): Thenable<void> {
    return vscode.workspace.fs.delete(vscode.Uri.parse(uri));
  }

  createFolder(uri: string): Thenable<void> {
    return vscode.workspace.fs.createDirectory(vscode.Uri.parse(uri));
  }

  async list(uri: string): Promise<readonly string[]> {
    return (await vscode.workspace.fs.readDirectory(vscode.Uri.parse(uri))).map(([name]) => name);
  }

  isWritable(uri: string): boolean | undefined {
    return vscode.workspace.fs.isWritableFileSystem(vscode.Uri.parse(uri).scheme);
  }

  dispose(): void {
    this.pick.dispose();
  }
}
