import * as vscode from 'vscode';
import { registerCommands, reportError } from './commands';
import { Events } from './platform/events';
import { followRenames } from './history/followRenames';
import { Jobs } from './jobs/jobs';
import { JobStatus } from './jobs/statusBar';
import { LazyHttpClient } from './platform/lazyHttpClient';
import { LastTextEditor } from './platform/lastTextEditor';
import { openLog } from './platform/log';
import { LazyPanel, registerPanelRestore } from './panel/lazyPanel';
import { readParallelJobs } from './platform/parallelJobs';
import type { JobServices } from './jobs/jobServices';
import { resumeOnStart } from './recovery/resumeOnStart';

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
    jobs.onDidAskToEdit((job) => panel.editJob(job).catch((error: unknown) => reportError(error, parts))),
    registerCommands({ ...parts, panel }),
    registerPanelRestore(panel),
    resumeOnStart(parts),
    followRenames(parts),
  );
}
