import type * as vscode from 'vscode';
import { isTooLargeToShow } from '../../../shared/imageFormat';
import type { PictureView } from '../../../protocol/viewerViews';
import { recentHistory } from '../../../app/history/history';
import { describeImage } from '../../jobs/jobText';
import type { Services } from '../../ports/services';
import { readImageFacts } from '../../../app/references/referenceFile';
import { isInWorkspace } from '../../../app/project/paths';
import type { Files } from '../../../app/ports';
import { readImageSource } from '../base/imageSource';

/** As many as a user looks through; any other image is a picker away. */
const mostCandidates = 24;

/**
 * @param shownAs what the user knows it by, where its own path says nothing
 * @throws EaselError `cannotReadReference`.
 */
export async function pictureView(
  files: Files,
  uri: string,
  webview: vscode.Webview,
  shownAs = uri,
): Promise<PictureView> {
  const facts = await readImageFacts(files, uri);
  const { format, width = 0, height = 0 } = facts;
  return {
    uri: shownAs,
    name: files.displayPath(shownAs),
    source: isTooLargeToShow({ width, height }) ? '' : await readImageSource(uri, webview),
    facts: describeImage(facts),
    ...{ format, width, height },
  };
}

/** Images of the history that are still there, newest first. */
export async function recentPictures(
  services: Services,
  webview: vscode.Webview,
  { without }: { readonly without: string },
): Promise<readonly PictureView[]> {
  const entries = await recentHistory(services, mostCandidates * 2);
  const others = new Set(entries.map(({ uri }) => uri).filter((uri) => uri !== without));
  const { files } = services;
  const uris = Array.from(others).filter((uri) => isInWorkspace(files, uri));
  const views = await Promise.all(
    uris.slice(0, mostCandidates).map((uri) => pictureView(files, uri, webview).catch(() => undefined)),
  );
  return views.filter((view) => view !== undefined);
}
