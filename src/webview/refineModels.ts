import type { ImageFormat } from '../core/image/format';
import type { PanelStrings } from '../messages/strings';
import type { ProviderView } from '../messages/views';
import { format } from './format';

export interface ReferenceModel {
  /** Provider and model id. */
  readonly key: string;
  readonly providerId: string;
  readonly providerLabel: string;
  readonly modelId: string;
  readonly label: string;
  readonly isReady: boolean;
}

/** The models that take an image of this format as a reference. */
export function referenceModels(
  providers: readonly ProviderView[],
  format: ImageFormat,
): readonly ReferenceModel[] {
  return providers.flatMap((provider) =>
    provider.models
      .filter(
        ({ capabilities }) =>
          capabilities.maxReferences > 0 && capabilities.referenceFormats.includes(format),
      )
      .map(({ id, label }) => ({
        key: `${provider.id}/${id}`,
        providerId: provider.id,
        providerLabel: provider.label,
        modelId: id,
        label: provider.label === label ? label : `${provider.label} · ${label}`,
        isReady: provider.ready,
      })),
  );
}

/** By provider, whose heading says where a key is missing. */
export function modelGroups(
  models: readonly ReferenceModel[],
  { noKey }: Pick<PanelStrings, 'noKey'>,
): readonly { readonly heading: string; readonly models: readonly ReferenceModel[] }[] {
  const headingOf = ({ isReady, providerLabel }: ReferenceModel): string =>
    isReady ? providerLabel : format(noKey, providerLabel);
  return Array.from(new Set(models.map(headingOf)), (heading) => ({
    heading,
    models: models.filter((model) => headingOf(model) === heading),
  }));
}
