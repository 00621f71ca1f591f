import type { Capabilities, OptionCapability } from '../../shared/capabilities';
import type { OptionName } from './state';

/** In the order of the form. */
export const optionNames: readonly OptionName[] = [
  'aspectRatio',
  'size',
  'quality',
  'background',
  'outputFormat',
  'thinking',
];

const notOffered: OptionCapability = { offered: [], required: false, preset: '' };

/** What a model offers of an option, also of one that it knows nothing of. */
export function optionOf(capabilities: Capabilities, name: OptionName): OptionCapability {
  return capabilities[name] ?? notOffered;
}
