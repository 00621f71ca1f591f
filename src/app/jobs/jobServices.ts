import type { Services } from '../services';
import type { Jobs } from './jobs';

/** What those use who start jobs or look after them. */
export interface JobServices extends Services {
  readonly jobs: Jobs;
}
