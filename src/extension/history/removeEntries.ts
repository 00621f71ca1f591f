import { historyStore } from './historyStore';
import type { Services } from '../platform/services';

export async function removeEntries(parts: Services, ids: readonly string[]): Promise<void> {
  const at = Date.now();
  await historyStore(parts).mark(ids.map((id) => ({ event: 'removed', id, removed: true, at })));
}
