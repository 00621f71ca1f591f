/** Of an option that is one value of several. */
interface OptionRow {
  /** In English, as the form says it; whoever shows it translates it. */
  readonly label: string;
  /** A value that it may have with a model that nobody knows. */
  readonly example: string;
}

/** Marks an English text for translation that is shown elsewhere. */
function text(english: string): string {
  return english;
}

/**
 * The options that are one value of several, in the order of the form. Types, schemas, form, labels, recipe, journal, and
 * settings are made from this.
 */

/** Those that nearly every model has: a request always names them, empty where they are left to the model. */
const commonOptions = {
  aspectRatio: { label: text('Aspect ratio'), example: '16:9' },
  size: { label: text('Size'), example: '1024x1024' },
  quality: { label: text('Quality'), example: 'high' },
} as const satisfies Record<string, OptionRow>;

/** Those that few models have: absent where they are left to the model, and not offered where a model does not know them. */
const fewOptions = {
  background: { label: text('Background'), example: 'transparent' },
  outputFormat: { label: text('File format'), example: 'png' },
  thinking: { label: text('Thinking'), example: 'high' },
} as const satisfies Record<string, OptionRow>;

export type RequestOption = keyof typeof commonOptions;
export type ExtraOption = keyof typeof fewOptions;
export type OptionName = RequestOption | ExtraOption;

export const optionTable: Readonly<Record<OptionName, OptionRow>> = { ...commonOptions, ...fewOptions };

export const requestOptions: readonly RequestOption[] = namesIn(commonOptions);
export const extraOptions: readonly ExtraOption[] = namesIn(fewOptions);
export const optionNames: readonly OptionName[] = [...requestOptions, ...extraOptions];

function namesIn<Name extends string>(table: Readonly<Record<Name, unknown>>): readonly Name[] {
  return Object.keys(table) as Name[];
}

/** The same value for each of the options. */
export function forEachOption<Name extends OptionName, Value>(
  names: readonly Name[],
  value: Value,
): Readonly<Record<Name, Value>> {
  return Object.fromEntries(names.map((name) => [name, value])) as Record<Name, Value>;
}
