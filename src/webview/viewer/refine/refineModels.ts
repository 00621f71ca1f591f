import { t } from '@vscode/l10n';
import type { ImageFormat } from '../../../shared/imageFormat';
import { modelName } from '../../../shared/modelName';
import type { ProviderView } from '../../../protocol/views';
import type { RefineState } from '../../model/viewerState';
import type { PageState } from '../../model/state';

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
        label: modelName(provider.label, label),
        isReady: provider.ready,
      })),
  );
}

export interface ChosenModel {
  readonly model: ReferenceModel;
  readonly reason: 'chosen' | 'madeBy' | 'ofForm' | 'other';
}

/**
 * The user's choice; else the model that made the image, which knows its style, where it can be used at once; else the
 * model of the form; else the first that can be used at once.
 */
export function chosenModel(
  { providers, form }: Pick<PageState, 'providers' | 'form'>,
  { view, model: wanted }: Pick<RefineState, 'view' | 'model'>,
): ChosenModel | undefined {
  const models = referenceModels(providers, view.picture.format);
  const found = (reason: ChosenModel['reason'], isIt: (model: ReferenceModel) => boolean) => {
    const model = models.find(isIt);
    return model && { reason, model };
  };
  const ofForm = `${form.providerId}/${form.modelId}`;
  return (
    found('chosen', ({ key }) => key === wanted) ??
    found('madeBy', ({ key, isReady }) => isReady && key === view.madeBy) ??
    found('ofForm', ({ key }) => key === ofForm) ??
    found('other', ({ isReady }) => isReady) ??
    found('other', () => true)
  );
}

/** By provider, whose heading says where a key is missing. */
export function modelGroups(
  models: readonly ReferenceModel[],
): readonly { readonly heading: string; readonly models: readonly ReferenceModel[] }[] {
  const headingOf = ({ isReady, providerLabel }: ReferenceModel): string =>
    isReady ? providerLabel : t('{0} needs an API key.', providerLabel);
  return Array.from(new Set(models.map(headingOf)), (heading) => ({
    heading,
    models: models.filter((model) => headingOf(model) === heading),
  }));
}
