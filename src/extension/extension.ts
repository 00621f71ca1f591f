import * as vscode from 'vscode';
import type { Job } from '../app/jobs/job';
import { Jobs } from '../app/jobs/jobs';
import { readParallelJobs } from '../app/project/settings';
import { resumeOnStart } from '../app/recovery/resumeOnStart';
import { registerCommands, reportError } from './commands';
import { followRenames } from './history/followRenames';
import { JobStatus } from './jobs/statusBar';
import { LazyPanel, registerPanelRestore } from './panel/lazyPanel';
import type { JobServices } from './ports/services';
import { openServices } from './ports/openServices';

/** Loaded when there is something to say. */
async function showInterrupted(jobs: readonly Job[]): Promise<void> {
  await (await import('./ports/showNotice')).showInterrupted(jobs);
}

/** Composes and does nothing else; what costs time to load is loaded by the first command that needs it. */
export function activate(context: vscode.ExtensionContext): void {
  const services = openServices(context, vscode.window.createOutputChannel('Easel', { log: true }));
  const { log, settings } = services;
  const jobs = new Jobs(log, () => readParallelJobs(settings));
  const parts: JobServices = { ...services, jobs };
  const panel = new LazyPanel(parts);
  context.subscriptions.push(
    services,
    jobs,
    new JobStatus(jobs),
    panel,
    jobs.onDidAskToEdit((job) => {
      panel.editJob(job).catch((error: unknown) => reportError(error, parts));
    }),
    jobs.onDidFindInterrupted((found) => {
      showInterrupted(found).catch((error: unknown) => log.failure(error));
    }),
    registerCommands({ ...parts, panel }),
    registerPanelRestore(panel),
    resumeOnStart(parts),
    followRenames(parts),
  );
}
