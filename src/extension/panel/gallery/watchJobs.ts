import * as vscode from 'vscode';
import type { HostMessage } from '../../../protocol/hostMessages';
import type { Job } from '../../../app/jobs/job';
import type { Jobs } from '../../../app/jobs/jobs';
import { jobView } from './jobView';

interface JobWatcher {
  readonly webview: vscode.Webview;
  readonly post: (message: HostMessage) => void;
  /** @param endedJob the job whose tile goes in the same step */
  readonly postResults: (endedJob?: string) => void;
}

/**
 * Tells the page of the jobs. A result takes the place of its job in one step: said one after the other, everything
 * behind them would move away and back again.
 */
export function watchJobs(jobs: Jobs, { webview, post, postResults }: JobWatcher): vscode.Disposable {
  const done = new Set<string>();
  return vscode.Disposable.from(
    jobs.onDidChange((job) => {
      // One of a group stays where it is.
      if (job.state === 'done' && !job.group) {
        done.add(job.id);
        return;
      }
      post({ type: 'job', job: jobView(job, webview) });
      if (!isUnderWay(job)) {
        // What it saved before it failed.
        postResults();
      }
    }),
    jobs.onDidSave((id) => {
      if ((jobs.find(id)?.count ?? 0) !== 1) {
        postResults();
      }
    }),
    jobs.onDidRemove((id) => {
      if (done.delete(id)) {
        postResults(id);
      } else {
        post({ type: 'jobRemoved', id });
      }
    }),
  );
}

function isUnderWay({ state }: Job): boolean {
  return state === 'running' || state === 'queued';
}
