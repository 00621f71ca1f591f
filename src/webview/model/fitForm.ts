import { takesOption } from '../../shared/options';
import { optionNames, type OptionName } from '../../shared/optionTable';
import type { OptionCapability } from '../../shared/capabilities';
import type { PanelForm, ProviderView } from '../../protocol/views';
import { optionOf } from './options';
import { findChoice, isSameModel } from './state';

/** Keeps what the model offers and takes the model's presets for the rest. */
export function fitForm(form: PanelForm, providers: readonly ProviderView[]): PanelForm {
  const provider = providers.find(({ id }) => id === form.providerId) ?? providers[0];
  const model = provider?.models.find(({ id }) => id === form.modelId) ?? provider?.models[0];
  if (!provider || !model) {
    return form;
  }
  const { capabilities } = model;
  const options = optionNames.map((name) => [name, fitOption(form[name], optionOf(capabilities, name))]);
  return {
    ...form,
    ...(Object.fromEntries(options) as Record<OptionName, string>),
    providerId: provider.id,
    modelId: model.id,
    compareWith: form.compareWith.filter(
      (other) =>
        findChoice(providers, other) && !isSameModel(other, { providerId: provider.id, modelId: model.id }),
    ),
    seed: capabilities.seed === true ? form.seed : '',
    negativePrompt: capabilities.negativePrompt === true ? form.negativePrompt : '',
    count: Math.min(Math.max(form.count, 1), capabilities.maxImages),
  };
}

function fitOption(value: string, capability: OptionCapability): string {
  return takesOption(capability, value) ? value : capability.preset;
}
