import type { JobView } from '../../messages/views';
import type { PageState } from '../state';
import { announce } from './announce';

/** News of a job keeps its place; a new one comes first. */
export function withJob(state: PageState, job: JobView): PageState {
  const before = state.jobs.find(({ id }) => id === job.id);
  const jobs = before ? state.jobs.map((other) => (other === before ? job : other)) : [job, ...state.jobs];
  const next = { ...state, jobs };
  return job.state === 'failed' && before?.state !== 'failed' ? announce(next, 'failed', job.message) : next;
}
