import * as vscode from 'vscode';

interface Entry extends vscode.FileStat {
  /** `undefined` for a folder. */
  readonly bytes?: Uint8Array;
}

/** A file system in memory, without links, like that of a repository on the web. */
export class MemoryFileSystem implements vscode.FileSystemProvider {
  private readonly entries = new Map<string, Entry>();
  private readonly changes = new vscode.EventEmitter<vscode.FileChangeEvent[]>();

  readonly onDidChangeFile = this.changes.event;

  constructor() {
    this.createDirectory(vscode.Uri.parse('memory:/'));
  }

  watch(): vscode.Disposable {
    return vscode.Disposable.from();
  }

  stat(uri: vscode.Uri): vscode.FileStat {
    const entry = this.entries.get(uri.path);
    if (!entry) {
      throw vscode.FileSystemError.FileNotFound(uri);
    }
    return entry;
  }

  readDirectory(uri: vscode.Uri): [string, vscode.FileType][] {
    const prefix = uri.path.replace(/\/?$/u, '/');
    return Array.from(this.entries)
      .map(([path, { type }]): [string, vscode.FileType] => [path.slice(prefix.length), type])
      .filter(([name], index) => {
        const path = Array.from(this.entries.keys())[index] ?? '';
        return path.startsWith(prefix) && name !== '' && !name.includes('/');
      });
  }

  createDirectory(uri: vscode.Uri): void {
    this.entries.set(uri.path, { type: vscode.FileType.Directory, ctime: 0, mtime: 0, size: 0 });
  }

  async readFile(uri: vscode.Uri): Promise<Uint8Array> {
    await nextTurn();
    return this.entries.get(uri.path)?.bytes ?? Promise.reject(vscode.FileSystemError.FileNotFound(uri));
  }

  async writeFile(uri: vscode.Uri, bytes: Uint8Array): Promise<void> {
    await nextTurn();
    this.entries.set(uri.path, {
      type: vscode.FileType.File,
      ctime: 0,
      mtime: 0,
      size: bytes.byteLength,
      bytes,
    });
  }

  delete(uri: vscode.Uri): void {
    this.entries.delete(uri.path);
  }

  rename(source: vscode.Uri, target: vscode.Uri): void {
    const entry = this.entries.get(source.path);
    if (!entry) {
      throw vscode.FileSystemError.FileNotFound(source);
    }
    this.entries.set(target.path, entry);
    this.entries.delete(source.path);
  }
}

/** Over a network nothing happens at once. */
function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
