import * as vscode from 'vscode';
import { confirm } from '../../platform/modal';
import type { KeptOriginal } from '../../../core/storage/originalStore';
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
} from '../../../app/history/originals';
import { sanitize } from '../../text/plainText';
import { isInWorkspace } from '../../../app/project/paths';
import type { Services } from '../../ports/services';
import { workspacePath } from '../../platform/workspacePaths';
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
    const before = other ?? (await pickOther());
    if (before !== undefined && areInWorkspace(context, [uri, before])) {
      await showComparison(context, { after: uri, before });
    }
  },
  replaceOriginal: async ({ edit, original }, context) => {
    if (areInWorkspace(context, [edit, original])) {
      await replace(context, { editUri: edit, originalUri: original });
    }
  },
  undoReplace: ({ id, edit }, context) => undo(context, { id, edit }),
  discardEdit: ({ uri }, context) => discard(context, uri),
  deleteEdit: ({ id, edit }, context) => deleteReplacing(context, { id, edit }),
  refine,
  fitted: saveFitted,
};

function areInWorkspace({ parts }: PageContext, uris: readonly string[]): boolean {
  return uris.every((uri) => isInWorkspace(parts.files, uri));
}

/** An edit opens against its original; for any other image the user chooses what to compare it with. */
export async function compare(image: string, context: PageContext): Promise<void> {
  await showComparison(context, { after: image });
}

interface Comparison {
  readonly after: string;
  /** By default its original. */
  readonly before?: string | undefined;
  readonly isNews?: boolean;
}

async function showComparison(
  { panel, parts }: PageContext,
  { after, before, isNews = false }: Comparison,
): Promise<void> {
  const { webview } = panel;
  const original = await findOriginal(parts, await readImage(parts, after));
  const isOriginal = before === undefined || before === original?.uri;
  const kept = isOriginal ? original?.kept : undefined;
  const shown = before ?? original?.uri;
  const view: CompareView = {
    kind: 'compare',
    after: await pictureView(parts.files, after, webview),
    ...(shown !== undefined && {
      before: await pictureView(parts.files, kept ? keptUri(parts, kept) : shown, webview, shown),
    }),
    decision: kept ? 'replaced' : original?.isSame && isOriginal ? 'open' : 'none',
    undoId: kept?.id ?? '',
    candidates: await recentPictures(parts, webview, { without: after }),
  };
  panel.post({ type: 'stage', stage: view, isNews });
}

async function pickOther(): Promise<string | undefined> {
  const [picked] = await pickImages({
    placeholder: vscode.l10n.t('Image to compare with'),
    canPickMany: false,
  });
  return picked?.toString();
}

async function replace(
  context: PageContext,
  { editUri, originalUri }: { readonly editUri: string; readonly originalUri: string },
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
  return confirm(t('Replace the content of {0} with that of {1}?', name, editName), {
    detail: t('What {0} holds now is kept by Easel, and Undo brings it back.', name),
    action: t('Replace'),
  });
}

async function discard({ panel, parts }: PageContext, edit: string): Promise<void> {
  if (isInWorkspace(parts.files, edit) && (await deleteImage(vscode.Uri.parse(edit), parts))) {
    panel.post({ type: 'stage', stage: null, isNews: true });
    await panel.postResults();
  }
}

interface Replacement {
  /** Of what the original held before. */
  readonly id: string;
  readonly edit: string;
}

/** Only while the original holds its very bytes: else it may be the one copy of an image that was paid for. */
async function deleteReplacing(context: PageContext, { id, edit }: Replacement): Promise<void> {
  const { parts } = context;
  if (!isInWorkspace(parts.files, edit)) {
    return;
  }
  const kept = await findKept(parts, id);
  const { sha256 } = await readImage(parts, edit);
  if (kept?.replacedBy === sha256 && (await isUnchangedSince(parts, kept))) {
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
  if (!kept || !isInWorkspace(parts.files, kept.uri) || !(await mayRestore(parts, kept))) {
    return;
  }
  await restoreOriginal(parts, kept);
  await panel.postResults();
  if (isInWorkspace(parts.files, edit)) {
    await showComparison(context, { after: edit, isNews: true });
  }
}

async function mayRestore(parts: Services, kept: KeptOriginal): Promise<boolean> {
  if (await isUnchangedSince(parts, kept)) {
    return true;
  }
  const { t } = vscode.l10n;
  const name = sanitize(workspacePath(kept.uri));
  const asked = t('{0} has changed since it was replaced. Restore what it held before all the same?', name);
  return confirm(asked, { action: t('Restore') });
}
