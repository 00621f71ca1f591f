import { t } from '@vscode/l10n';
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

/** Names of the options, for the user. */
export const optionLabels: Readonly<Record<OptionName, () => string>> = {
  aspectRatio: () => t('Aspect ratio'),
  size: () => t('Size'),
  quality: () => t('Quality'),
  background: () => t('Background'),
  outputFormat: () => t('File format'),
  thinking: () => t('Thinking'),
};

const notOffered: OptionCapability = { offered: [], required: false, preset: '' };

/** What a model offers of an option, also of one that it knows nothing of. */
export function optionOf(capabilities: Capabilities, name: OptionName): OptionCapability {
  return capabilities[name] ?? notOffered;
}
