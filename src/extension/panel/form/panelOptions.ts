import { extraOptions, leftToModel, requestOptions, type OptionName } from '../../../shared/options';
import type { Options } from '../../../app/providers/modelChoice';

/** The options as the page has them: each with a value, empty where it is left to the model. */
export type PanelOptions = Readonly<Record<OptionName | 'seed' | 'negativePrompt', string>>;

export function panelOptions({ seed, ...chosen }: Options): PanelOptions {
  return { ...leftToModel, negativePrompt: '', ...chosen, seed: seed === undefined ? '' : String(seed) };
}

/** What few models have is left out where it is left to the model. */
export function optionsOf(options: PanelOptions): Options {
  const { seed, negativePrompt } = options;
  const extras = extraOptions.filter((name) => options[name] !== '');
  const pick = <Name extends OptionName>(names: readonly Name[]): Record<Name, string> =>
    Object.fromEntries(names.map((name) => [name, options[name]])) as Record<Name, string>;
  return {
    ...pick(requestOptions),
    ...pick(extras),
    ...(seed !== '' && { seed: Number(seed) }),
    ...(negativePrompt.trim() !== '' && { negativePrompt }),
  };
}
