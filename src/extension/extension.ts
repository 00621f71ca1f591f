import * as vscode from 'vscode';
import { registerCommands } from './commands';
import { Jobs } from './jobs';
import { LazyHttpClient } from './lazyHttpClient';
import { LastTextEditor } from './lastTextEditor';
import { LazyPanel, registerPanelRestore } from './panel/lazyPanel';
import type { Parts } from './parts';

/** Composes and does nothing else; what costs time to load is loaded by the first command that needs it. */
export function activate(context: vscode.ExtensionContext): void {
  const log = vscode.window.createOutputChannel('Easel', { log: true });
  const http = new LazyHttpClient();
  const jobs = new Jobs(log);
  const lastTextEditor = new LastTextEditor();
  const panel: LazyPanel = new LazyPanel(() => parts);
  const parts: Parts = { context, log, http, jobs, lastTextEditor, panel };
  context.subscriptions.push(
    log,
    http,
    jobs,
    lastTextEditor,
    panel,
    registerCommands(parts),
    registerPanelRestore(panel),
  );
}
