import { t } from '@vscode/l10n';
import type { JobView } from '../../protocol/views';
import { excerpt } from '../model/format';
import type { PageState } from '../model/state';
import { announce } from '../model/announce';

/** Enough to tell one job from another. */
export const spokenPrompt = 50;

/** News of a job keeps its place; a new one comes first. */
export function withJob(state: PageState, job: JobView): PageState {
  const before = state.jobs.find(({ id }) => id === job.id);
  const jobs = before ? state.jobs.map((other) => (other === before ? job : other)) : [job, ...state.jobs];
  const next = { ...state, jobs };
  if (job.state === before?.state) {
    // Each step would be noise.
    return isHalfDone(job) && !isHalfDone(before)
      ? announce(next, t('Half done: {0}', excerpt(job.prompt, spokenPrompt)))
      : next;
  }
  switch (job.state) {
    case 'failed':
      return announce(next, t('Failed: {0}', job.message));
    case 'cancelled':
      // Out of the queue several can be taken at once, which whoever does it says in one sentence.
      return before?.state === 'queued'
        ? next
        : announce(next, t('Cancelled: {0}', excerpt(job.prompt, spokenPrompt)));
    case 'interrupted':
    case 'detached':
      return { ...next, announcement: { text: job.message } };
    case 'queued':
    case 'running':
      return before ? next : announce(next, t('Started: {0}', excerpt(job.prompt, spokenPrompt)));
    case 'done':
      return next;
  }
}

function isHalfDone({ percent = 0 }: JobView): boolean {
  return percent >= 50;
}
