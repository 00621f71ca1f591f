import { t } from '@vscode/l10n';
import { notOffered, type Capabilities, type OptionCapability } from '../../shared/capabilities';
import { optionTable, type OptionName } from '../../shared/optionTable';

/** Name of an option, for the user. */
export function optionLabel(name: OptionName): string {
  return t(optionTable[name].label);
}

/** What a model offers of an option, also of one that it knows nothing of. */
export function optionOf(capabilities: Capabilities, name: OptionName): OptionCapability {
  return capabilities[name] ?? notOffered;
}
