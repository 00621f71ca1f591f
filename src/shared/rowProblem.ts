/** What Easel itself finds wrong with a field of a row, beyond what its schema says. */
export type RowFault =
  'bareUrl' | 'host' | 'metadataHost' | 'secretName' | 'secretValue' | 'headerName' | 'preset' | 'taskPath';

/** What is wrong with a row of the setting `easel.providers`. */
export interface RowProblem {
  /** Its place in the setting, from 0. */
  readonly index: number;
  /** The id as it stands in the row, where it is one. */
  readonly providerId: string | undefined;
  readonly faults: readonly FieldFault[];
}

export type FieldFault = {
  /** Such as `headers.X-Team`; empty where the row as a whole is wrong. */
  readonly field: string;
} & (
  | { readonly fault: RowFault | 'missing' | 'builtInApi' }
  /** The API has no place for this capability. */
  | { readonly fault: 'unsupported'; readonly api: string }
  /** As the schema says it, in English. */
  | { readonly fault: 'other'; readonly message: string }
);
