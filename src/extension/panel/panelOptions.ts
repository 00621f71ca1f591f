import type { ExtraOption, RequestOption } from '../../core/request';
import type { Options } from '../modelChoice';

/** The options as the page has them: each with a value, empty where it is left to the model. */
export type PanelOptions = Readonly<Record<RequestOption | ExtraOption | 'seed' | 'negativePrompt', string>>;

export function panelOptions({
  background = '',
  outputFormat = '',
  seed,
  negativePrompt = '',
  ...options
}: Options): PanelOptions {
  return {
    ...options,
    background,
    outputFormat,
    negativePrompt,
    seed: seed === undefined ? '' : String(seed),
  };
}

/** What few models have is left out where it is left to the model. */
export function optionsOf({
  background,
  outputFormat,
  seed,
  negativePrompt,
  ...rest
}: PanelOptions): Options {
  const { aspectRatio, size, quality } = rest;
  return {
    ...{ aspectRatio, size, quality },
    ...(background !== '' && { background }),
    ...(outputFormat !== '' && { outputFormat }),
    ...(seed !== '' && { seed: Number(seed) }),
    ...(negativePrompt.trim() !== '' && { negativePrompt }),
  };
}
