import type { HistoryRow } from '../../../core/history/historyIndex';
import type { HistoryProviderView } from '../../../protocol/views';

/** What the entries were made with, in the names that the newest of them have. */
export function providersIn(rows: readonly HistoryRow[]): readonly HistoryProviderView[] {
  const providers = new Map<string, { readonly label: string; readonly models: Map<string, string> }>();
  for (const { providerId, providerLabel, modelId, modelLabel } of rows) {
    const provider = providers.get(providerId) ?? { label: providerLabel, models: new Map<string, string>() };
    providers.set(providerId, provider);
    if (!provider.models.has(modelId)) {
      provider.models.set(modelId, modelLabel);
    }
  }
  return Array.from(providers, ([id, { label, models }]) => ({
    id,
    label,
    models: Array.from(models, ([modelId, modelLabel]) => ({ id: modelId, label: modelLabel })),
  }));
}
