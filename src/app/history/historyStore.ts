import { HistoryStore } from '../../core/history/historyStore';
import { openFolders } from '../project/openFolders';
import type { Services } from '../services';

/** The history of this workspace; there is one for a window. */
export function historyStore({
  session,
  storage,
  files,
}: Pick<Services, 'session' | 'storage' | 'files'>): HistoryStore {
  session.history ??= new HistoryStore(storage.folder, () => openFolders(files));
  return session.history;
}
