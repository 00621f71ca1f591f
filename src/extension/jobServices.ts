import type { Parts } from './parts';
import type { Jobs } from './jobs';

/** What those use who start jobs or look after them. */
export interface JobServices extends Parts {
  readonly jobs: Jobs;
}
