import type { PageState } from './state';
/** Why Generate cannot work yet, in words for the person, and where to mend it. */
export interface FormProblem {
  readonly field: 'prompt' | 'references';
  /** The reference it is about, where it is about one. */
  readonly uri?: string;
  readonly text: string;
}
/**
 * All that is wrong with the form. The host checks the request again before anything is paid; this is here so
 * that the person sees it while filling in.
 */
export declare function findProblems(state: PageState): readonly FormProblem[];
