import type { Parts } from '../platform/services';
import type { Jobs } from './jobs';

/** What those use who start jobs or look after them. */
export interface JobServices extends Parts {
  readonly jobs: Jobs;
}
