import type { Provider } from '../../core/model/provider';
import { isInWorkspace } from '../project/paths';
import { readShowWhatIsSent } from '../project/settings';
import type { Services } from '../services';
import { readTexts } from '../project/memory';

/**
 * The first time that images of this workspace go to a host, one line says which go where. It asks nothing, since the
 * user has chosen both; the work goes on meanwhile. Images from elsewhere that go with them are named as well.
 */
export async function tellWhatIsSent(
  references: readonly { readonly uri: string }[],
  { baseUrl }: Provider,
  { storage, settings, files, questions }: Services,
): Promise<void> {
  const uris = references.map(({ uri }) => uri);
  const told = readTexts(storage.workspace, toldName);
  // A provider without an address, such as Placeholder, sends nothing.
  const host = baseUrl === '' ? '' : new URL(baseUrl).host;
  const isOwn = uris.some((uri) => isInWorkspace(files, uri));
  if (!isOwn || host === '' || told.includes(host) || !readShowWhatIsSent(settings)) {
    return;
  }
  await storage.workspace.update(toldName, [...told, host]);
  questions.tell({ kind: 'filesSent', files: uris.map((uri) => files.displayPath(uri)), host });
}

const toldName = 'easel.toldHosts';
