import * as vscode from 'vscode';
import { registerCommands } from './commands';
import { Events } from './events';
import { followRenames } from './historyRenames';
import { Jobs } from './jobs';
import { JobStatus } from './jobStatus';
import { LazyHttpClient } from './lazyHttpClient';
import { LastTextEditor } from './lastTextEditor';
import { openLog } from './log';
import { logError } from './logError';
import { LazyPanel, registerPanelRestore } from './panel/lazyPanel';
import { readParallelJobs } from './parallelJobs';
import type { JobServices } from './jobServices';
import { resumeOnStart } from './resumeOnStart';

/** Composes and does nothing else; what costs time to load is loaded by the first command that needs it. */
export function activate(context: vscode.ExtensionContext): void {
  const log = openLog(vscode.window.createOutputChannel('Easel', { log: true }));
  const http = new LazyHttpClient();
  const jobs = new Jobs(log, readParallelJobs);
  const lastTextEditor = new LastTextEditor();
  const events = new Events();
  const parts: JobServices = { context, log, http, jobs, events, lastTextEditor };
  const panel = new LazyPanel(parts);
  context.subscriptions.push(
    log,
    http,
    jobs,
    new JobStatus(jobs),
    events,
    lastTextEditor,
    panel,
    jobs.onDidAskToEdit((job) => void panel.editJob(job).catch((error: unknown) => logError(log, error))),
    registerCommands({ ...parts, panel }),
    registerPanelRestore(panel),
    resumeOnStart(parts),
    followRenames(parts),
  );
}
