import type { ExtraOption, RequestOption } from '../../../shared/options';
import type { Options } from '../../../app/providers/modelChoice';

/** The options as the page has them: each with a value, empty where it is left to the model. */
export type PanelOptions = Readonly<Record<RequestOption | ExtraOption | 'seed' | 'negativePrompt', string>>;

export function panelOptions({ seed, ...chosen }: Options): PanelOptions {
  const leftOpen = { background: '', outputFormat: '', thinking: '', negativePrompt: '' };
  return { ...leftOpen, ...chosen, seed: seed === undefined ? '' : String(seed) };
}

/** What few models have is left out where it is left to the model. */
export function optionsOf(options: PanelOptions): Options {
  const { aspectRatio, size, quality, background, outputFormat, thinking, seed, negativePrompt } = options;
  return {
    ...{ aspectRatio, size, quality },
    ...(background !== '' && { background }),
    ...(outputFormat !== '' && { outputFormat }),
    ...(thinking !== '' && { thinking }),
    ...(seed !== '' && { seed: Number(seed) }),
    ...(negativePrompt.trim() !== '' && { negativePrompt }),
  };
}
