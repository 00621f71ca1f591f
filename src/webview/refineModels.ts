import type { ImageFormat } from '../core/image/format';
import type { ProviderView } from '../messages/views';

export interface ReferenceModel {
  /** Provider and model id. */
  readonly key: string;
  readonly providerId: string;
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
        modelId: id,
        label: provider.label === label ? label : `${provider.label} · ${label}`,
        isReady: provider.ready,
      })),
  );
}
