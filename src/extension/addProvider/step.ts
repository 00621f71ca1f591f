import type { ProviderDraft } from '../../core/providerSettings/providerDraft';
import type { Services } from '../ports/services';
import type { back, StepPlace } from './multiStepInput';
import type { Answers } from './answers';

export type StepId =
  | 'kind'
  | 'known'
  | 'name'
  | 'id'
  | 'address'
  | 'version'
  | 'submitPath'
  | 'pollPath'
  | 'auth'
  | 'header'
  | 'key'
  | 'model';

export interface StepContext {
  readonly parts: Services;
  readonly place: StepPlace;
  /** Ids that are in use, by providers of the table and by rows of the setting. */
  readonly taken: readonly string[];
}

/** One question of *Add Provider*. */
export interface Step {
  readonly id: StepId;
  readonly applies: (draft: ProviderDraft) => boolean;
  /** @throws Declined when the user pressed Escape. */
  readonly ask: (answers: Answers, context: StepContext) => Promise<Answers | typeof back>;
}
