import type { ExtraOption, RequestOption } from '../../core/request';
import type { Options } from '../modelChoice';

/** The options as the page has them: each with a value, empty where it is left to the model. */
export type PanelOptions = Readonly<Record<RequestOption | ExtraOption, string>>;

export function panelOptions({ background = '', outputFormat = '', ...options }: Options): PanelOptions {
  return { ...options, background, outputFormat };
}

/** What few models have is left out where it is left to the model. */
export function optionsOf({ aspectRatio, size, quality, background, outputFormat }: PanelOptions): Options {
  return {
    ...{ aspectRatio, size, quality },
    ...(background !== '' && { background }),
    ...(outputFormat !== '' && { outputFormat }),
  };
}
