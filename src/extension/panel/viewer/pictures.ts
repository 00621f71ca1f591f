import * as vscode from 'vscode';
import { isTooLargeToShow } from '../../../shared/imageFormat';
import type { PictureView } from '../../../protocol/viewerViews';
import { recentHistory } from '../../history/history';
import { describeImage } from '../../jobs/jobText';
import type { Services } from '../../platform/services';
import { readImageFacts } from '../../references/referenceFile';
import { isInWorkspace, workspacePath } from '../../platform/workspacePaths';
import { imageSource } from '../base/imageSource';

/** As many as a user looks through; any other image is a picker away. */
const mostCandidates = 24;

/**
 * @param shownAs what the user knows it by, where its own path says nothing
 * @throws EaselError `cannotReadReference`.
 */
export async function pictureView(
  uri: vscode.Uri,
  webview: vscode.Webview,
  shownAs = uri,
): Promise<PictureView> {
  const facts = await readImageFacts(uri);
  const { format, width = 0, height = 0 } = facts;
  return {
    uri: shownAs.toString(),
    name: workspacePath(shownAs),
    source: isTooLargeToShow({ width, height })
      ? ''
      : imageSource(uri, await vscode.workspace.fs.stat(uri), webview),
    facts: describeImage(facts),
    ...{ format, width, height },
  };
}

/** Images of the history that are still there, newest first. */
export async function recentPictures(
  { context }: Services,
  webview: vscode.Webview,
  { without }: { readonly without: vscode.Uri },
): Promise<readonly PictureView[]> {
  const entries = await recentHistory(context.globalStorageUri, mostCandidates * 2);
  const others = new Set(entries.map(({ uri }) => uri).filter((uri) => uri !== without.toString()));
  const uris = Array.from(others, (uri) => vscode.Uri.parse(uri)).filter(isInWorkspace);
  const views = await Promise.all(
    uris.slice(0, mostCandidates).map((uri) => pictureView(uri, webview).catch(() => undefined)),
  );
  return views.filter((view) => view !== undefined);
}
