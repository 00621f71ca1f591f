import type { ExtraOption, RequestOption } from '../../core/request';
import type { Options } from '../modelChoice';

/** The options as the page has them: each with a value, empty where it is left to the model. */
export type PanelOptions = Readonly<Record<RequestOption | ExtraOption | 'seed', string>>;

export function panelOptions({
  background = '',
  outputFormat = '',
  seed,
  ...options
}: Options): PanelOptions {
  return { ...options, background, outputFormat, seed: seed === undefined ? '' : String(seed) };
}

/** What few models have is left out where it is left to the model. */
export function optionsOf({ background, outputFormat, seed, ...rest }: PanelOptions): Options {
  const { aspectRatio, size, quality } = rest;
  return {
    ...{ aspectRatio, size, quality },
    ...(background !== '' && { background }),
    ...(outputFormat !== '' && { outputFormat }),
    ...(seed !== '' && { seed: Number(seed) }),
  };
}
