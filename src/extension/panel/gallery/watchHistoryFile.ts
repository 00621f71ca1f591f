import { mkdirSync, watch, type FSWatcher } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { historyFile } from '../../../core/history/historyFile';

/** One entry comes as several events. */
const pauseMilliseconds = 200;

/**
 * Calls back when the history file has changed, whichever window has written. VS Code's own watchers are for the
 * workspace. Where a folder cannot be watched, the images of another window come with the next of this one.
 */
export function watchHistoryFile(directory: string, changed: () => void): vscode.Disposable {
  let timer: NodeJS.Timeout | undefined;
  const watcher = watchFolder(directory, (name) => {
    if (name === path.basename(historyFile(directory))) {
      timer ??= setTimeout(() => {
        timer = undefined;
        changed();
      }, pauseMilliseconds);
    }
  });
  return new vscode.Disposable(() => {
    clearTimeout(timer);
    watcher?.close();
  });
}

function watchFolder(directory: string, onChange: (name: string | null) => void): FSWatcher | undefined {
  try {
    mkdirSync(directory, { recursive: true });
    const watcher = watch(directory, { persistent: false }, (_, name) => onChange(name));
    watcher.on('error', () => watcher.close());
    return watcher;
  } catch {
    return undefined;
  }
}
