import * as vscode from 'vscode';
import { registerCommands } from './commands';
import { followRenames } from './historyRenames';
import { Jobs } from './jobs';
import { JobStatus } from './jobStatus';
import { LazyHttpClient } from './lazyHttpClient';
import { LastTextEditor } from './lastTextEditor';
import { openLog } from './log';
import { LazyPanel, registerPanelRestore } from './panel/lazyPanel';
import { readParallelJobs } from './parallelJobs';
import type { Parts } from './parts';
import { resumeOnStart } from './resumeOnStart';

/** Composes and does nothing else; what costs time to load is loaded by the first command that needs it. */
export function activate(context: vscode.ExtensionContext): void {
  const log = openLog(vscode.window.createOutputChannel('Easel', { log: true }));
  const http = new LazyHttpClient();
  const jobs = new Jobs(log, readParallelJobs);
  const lastTextEditor = new LastTextEditor();
  const panel: LazyPanel = new LazyPanel(() => parts);
  const parts: Parts = { context, log, http, jobs, lastTextEditor, panel };
  context.subscriptions.push(
    log,
    http,
    jobs,
    new JobStatus(jobs),
    lastTextEditor,
    panel,
    registerCommands(parts),
    registerPanelRestore(panel),
    resumeOnStart(parts),
    followRenames(parts),
  );
}
