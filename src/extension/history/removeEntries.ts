import { historyStore } from '../../app/history/historyStore';
import type { Services } from '../ports/services';

export async function removeEntries(parts: Services, ids: readonly string[]): Promise<void> {
  const at = Date.now();
  await historyStore(parts).mark(ids.map((id) => ({ event: 'removed', id, removed: true, at })));
}
