import type { Parts } from '../parts';
import type { Panel } from './panel';

export interface PageContext {
  readonly panel: Panel;
  readonly parts: Parts;
}
