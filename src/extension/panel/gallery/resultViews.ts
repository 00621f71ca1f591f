import * as vscode from 'vscode';
import { startOf } from '../../../shared/boundedText';
import { isTooLargeToShow } from '../../../shared/imageFormat';
import { ownPrompt } from '../../../core/model/recipe';
import type { ResultView } from '../../../protocol/views';
import type { HistoryEntry } from '../../../app/history/history';
import type { HistoryStore } from '../../../core/history/historyStore';
import { describeDifferences, describeImage, tooLargeToShow } from '../../jobs/jobText';
import { modelName } from '../../../shared/modelName';
import { costText } from '../../text/moneyText';
import { workspacePath } from '../../platform/workspacePaths';
import { sourceOf } from '../base/imageSource';

/** Of a prompt that may be very long, as much as a tile and its tooltip show. */
const longestPrompt = 400;

export interface ResultContext {
  readonly id: string;
  readonly isFavourite: boolean;
  readonly webview: vscode.Webview;
  readonly thumbnails: HistoryStore['thumbnails'];
  /** Makes the id under which the page may send a thumbnail. */
  readonly ticketFor: (sha256: string) => string;
}

/** A tile of the history; its image may be gone. */
export async function resultView(entry: HistoryEntry, context: ResultContext): Promise<ResultView> {
  const uri = vscode.Uri.parse(entry.uri);
  const { delivered, differences, providerLabel, modelLabel, modelId, date } = entry.recipe;
  const isHuge = isTooLargeToShow(delivered);
  const difference = [describeDifferences(differences), isHuge ? tooLargeToShow(delivered) : ''];
  return {
    id: context.id,
    uri: entry.uri,
    name: workspacePath(uri),
    prompt: startOf(ownPrompt(entry.recipe), longestPrompt),
    facts: describeImage({ ...delivered, byteLength: entry.byteLength }),
    model: modelName(providerLabel, modelLabel ?? modelId),
    date: dayOf(date),
    cost: entry.cost ? costText(entry.cost) : '',
    difference: difference.filter((text) => text !== '').join(' '),
    isFavourite: context.isFavourite,
    ...(await picture(entry, { ...context, uri, isHuge })),
  };
}

interface Picture extends ResultContext {
  readonly uri: vscode.Uri;
  readonly isHuge: boolean;
}

async function picture(
  { sha256, byteLength }: HistoryEntry,
  { uri, isHuge, webview, thumbnails, ticketFor }: Picture,
): Promise<Pick<ResultView, 'source' | 'isMissing' | 'thumbnailTicket'>> {
  const [facts, thumbnail] = await Promise.all([statOf(uri), thumbnails.find(sha256)]);
  const isMissing = facts === undefined;
  if (thumbnail !== undefined) {
    const source = webview.asWebviewUri(vscode.Uri.file(thumbnail)).toString();
    return { source, isMissing, thumbnailTicket: '' };
  }
  const source = isMissing || isHuge ? '' : sourceOf(uri, facts.mtime, webview);
  // Another image has taken the file's place: its picture must not be kept for this entry.
  const isSame = facts?.size === byteLength;
  return { source, isMissing, thumbnailTicket: source !== '' && isSame ? ticketFor(sha256) : '' };
}

/** An entry that cannot be read any more, until the list is read anew. */
export function unreadableView(id: string, uri: string): ResultView {
  return {
    ...{ id, uri, name: workspacePath(vscode.Uri.parse(uri)) },
    ...{
      source: '',
      prompt: '',
      facts: '',
      model: '',
      date: '',
      cost: '',
      difference: '',
      thumbnailTicket: '',
    },
    ...{ isMissing: true, isFavourite: false },
  };
}

async function statOf(uri: vscode.Uri): Promise<vscode.FileStat | undefined> {
  try {
    return await vscode.workspace.fs.stat(uri);
  } catch {
    return undefined;
  }
}

function dayOf(date: string): string {
  return new Date(date).toLocaleDateString(vscode.env.language, { dateStyle: 'medium' });
}
