/** Why Generate cannot work yet, in words for the user, and where to mend it. */
export interface FormProblem {
  readonly field: 'prompt' | 'references' | 'folder' | 'models' | 'outputFormat' | 'seed';
  /** The reference it is about, where it is about one. */
  readonly uri?: string;
  readonly text: string;
  /** It goes away by itself. */
  readonly isPassing?: true;
}
