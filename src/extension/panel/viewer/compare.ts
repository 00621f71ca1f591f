import * as vscode from 'vscode';
import { formatFacts } from '../../../shared/imageFormat';
import type { PageMessage } from '../../../protocol/pageMessages';
import type { CompareView } from '../../../protocol/viewerViews';
import { pickImages } from '../../references/pickImages';
import {
  findKept,
  findOriginal,
  isUnchangedSince,
  keptUri,
  readImage,
  replaceOriginal,
  restoreOriginal,
  type ReadImage,
} from '../../history/originals';
import { sanitize } from '../../text/plainText';
import { isInWorkspace, workspacePath } from '../../platform/workspacePaths';
import type { PageContext } from '../base/pageContext';
import { pictureView, recentPictures } from './pictures';
import { deleteImage } from '../../history/deleteImage';
import { saveFitted } from './resize';
import { refine } from './refine';

type StageMessage =
  'compareWith' | 'replaceOriginal' | 'undoReplace' | 'discardEdit' | 'deleteEdit' | 'refine' | 'fitted';

type StageHandlers = {
  readonly [T in StageMessage]: (message: Extract<PageMessage, { type: T }>, context: PageContext) => unknown;
};

/** What can be done while looking at an image. */
export const viewerHandlers: StageHandlers = {
  compareWith: async ({ uri, other }, context) => {
    const after = vscode.Uri.parse(uri);
    const before = other === undefined ? await pickOther() : vscode.Uri.parse(other);
    if (before && [after, before].every(isInWorkspace)) {
      await showComparison(context, { after, before });
    }
  },
  replaceOriginal: async ({ edit, original }, context) => {
    const [editUri, originalUri] = [vscode.Uri.parse(edit), vscode.Uri.parse(original)];
    if ([editUri, originalUri].every(isInWorkspace)) {
      await replace(context, { editUri, originalUri });
    }
  },
  undoReplace: ({ id, edit }, context) => undo(context, { id, edit: vscode.Uri.parse(edit) }),
  discardEdit: ({ uri }, context) => discard(context, vscode.Uri.parse(uri)),
  deleteEdit: ({ id, edit }, context) => deleteReplacing(context, { id, edit: vscode.Uri.parse(edit) }),
  refine,
  fitted: saveFitted,
};

/** An edit opens against its original; for any other image the user chooses what to compare it with. */
export async function compare(image: vscode.Uri, context: PageContext): Promise<void> {
  await showComparison(context, { after: image });
}

interface Comparison {
  readonly after: vscode.Uri;
  /** By default its original. */
  readonly before?: vscode.Uri | undefined;
  readonly isNews?: boolean;
}

async function showComparison(
  { panel, parts }: PageContext,
  { after, before, isNews = false }: Comparison,
): Promise<void> {
  const { webview } = panel;
  const original = await findOriginal(parts, await readImage(parts, after));
  const isOriginal = before === undefined || before.toString() === original?.uri.toString();
  const kept = isOriginal ? original?.kept : undefined;
  const shown = before ?? original?.uri;
  const view: CompareView = {
    kind: 'compare',
    after: await pictureView(after, webview),
    ...(shown && {
      before: await pictureView(kept ? keptUri(parts, kept) : shown, webview, shown),
    }),
    decision: kept ? 'replaced' : original?.isSame && isOriginal ? 'open' : 'none',
    undoId: kept?.id ?? '',
    candidates: await recentPictures(parts, webview, { without: after }),
  };
  panel.post({ type: 'stage', stage: view, isNews });
}

async function pickOther(): Promise<vscode.Uri | undefined> {
  const [picked] = await pickImages({
    placeholder: vscode.l10n.t('Image to compare with'),
    canPickMany: false,
  });
  return picked;
}

async function replace(
  context: PageContext,
  { editUri, originalUri }: { readonly editUri: vscode.Uri; readonly originalUri: vscode.Uri },
): Promise<void> {
  const { parts, panel } = context;
  const edit = await readImage(parts, editUri);
  const original = await readImage(parts, originalUri);
  if (!(await confirmReplace(original, edit))) {
    return;
  }
  await replaceOriginal(parts, { original, edit });
  await panel.postResults();
  // It has the Undo, also when it is opened again.
  await showComparison(context, { after: editUri, isNews: true });
}

async function confirmReplace(original: ReadImage, edit: ReadImage): Promise<boolean> {
  const { t } = vscode.l10n;
  const [name, editName] = [sanitize(workspacePath(original.uri)), sanitize(workspacePath(edit.uri))];
  if (original.format !== edit.format) {
    const [is, wants] = [formatFacts[edit.format].label, formatFacts[original.format].label];
    await vscode.window.showWarningMessage(
      t('{0} is {1}, and {2} is {3}: its ending would no longer fit.', editName, is, name, wants),
    );
    return false;
  }
  const yes = t('Replace');
  const detail = t('What {0} holds now is kept by Easel, and Undo brings it back.', name);
  const asked = t('Replace the content of {0} with that of {1}?', name, editName);
  return (await vscode.window.showWarningMessage(asked, { modal: true, detail }, yes)) === yes;
}

async function discard({ panel, parts }: PageContext, edit: vscode.Uri): Promise<void> {
  if (isInWorkspace(edit) && (await deleteImage(edit, parts))) {
    panel.post({ type: 'stage', stage: null, isNews: true });
    await panel.postResults();
  }
}

interface Replacement {
  /** Of what the original held before. */
  readonly id: string;
  readonly edit: vscode.Uri;
}

/** Only while the original holds its very bytes: else it may be the one copy of an image that was paid for. */
async function deleteReplacing(context: PageContext, { id, edit }: Replacement): Promise<void> {
  const { parts } = context;
  if (!isInWorkspace(edit)) {
    return;
  }
  const kept = await findKept(parts, id);
  const { sha256 } = await readImage(parts, edit);
  if (kept?.replacedBy === sha256 && (await isUnchangedSince(kept))) {
    await discard(context, edit);
    return;
  }
  const name = sanitize(workspacePath(edit));
  void vscode.window.showWarningMessage(
    vscode.l10n.t('{0} is not deleted: its original does not hold the same image any more.', name),
  );
  await showComparison(context, { after: edit, isNews: true });
}

async function undo(context: PageContext, { id, edit }: Replacement): Promise<void> {
  const { parts, panel } = context;
  const kept = await findKept(parts, id);
  if (!kept || !isInWorkspace(vscode.Uri.parse(kept.uri)) || !(await mayRestore(kept))) {
    return;
  }
  await restoreOriginal(parts, kept);
  await panel.postResults();
  if (isInWorkspace(edit)) {
    await showComparison(context, { after: edit, isNews: true });
  }
}

async function mayRestore(kept: Parameters<typeof isUnchangedSince>[0]): Promise<boolean> {
  if (await isUnchangedSince(kept)) {
    return true;
  }
  const { t } = vscode.l10n;
  const name = sanitize(workspacePath(vscode.Uri.parse(kept.uri)));
  const yes = t('Restore');
  const asked = t('{0} has changed since it was replaced. Restore what it held before all the same?', name);
  return (await vscode.window.showWarningMessage(asked, { modal: true }, yes)) === yes;
}
