import * as vscode from 'vscode';
import { cleanMask } from '../../../core/image/mask';
import { fitReference } from '../../../shared/referenceFit';
import type { PageMessage } from '../../../protocol/pageMessages';
import type { MaskView } from '../../../protocol/viewerViews';
import { describeError } from '../../text/errorText';
import { modelOf } from '../../providers/modelChoice';
import { refuseTurned } from '../../references/prepareMask';
import { readImageFacts, referenceName } from '../../references/referenceFile';
import { findMask, keepMask } from '../../references/referenceStore';
import { imageSource } from '../base/imageSource';
import type { PageContext } from '../base/pageContext';
import { pictureView } from './pictures';

type MarkMessage = Extract<PageMessage, { type: 'markChanges' }>;

/** Of what the page has painted: a few strokes, though an old machine may compress them badly. */
const mostBytes = 16 * 1024 * 1024;

/**
 * Shows the first reference with what is marked on it, and keeps what the user has marked.
 * @throws EaselError `cannotReadReference`, or `invalidRequest` (`maskOnTurned`) where no mask could lie on it.
 */
export async function markChanges(
  reference: vscode.Uri,
  message: MarkMessage,
  context: PageContext,
): Promise<void> {
  const facts = await readImageFacts(reference);
  // What the panel converts for the model is upright.
  if (fitReference(facts, modelOf(message).model.capabilities).kind === 'asIs') {
    refuseTurned({ ...facts, name: referenceName(reference) });
  }
  await show(reference, message, context, { problem: '', isNews: false });
}

async function show(
  reference: vscode.Uri,
  message: MarkMessage,
  context: PageContext,
  { problem, isNews }: { readonly problem: string; readonly isNews: boolean },
): Promise<void> {
  const { panel, parts } = context;
  const { globalStorageUri } = parts.context;
  const kept = message.mask === '' ? undefined : await findMask(globalStorageUri, message.mask);
  const fail = (error: unknown): Promise<void> =>
    show(reference, message, context, { problem: describeError(error).message, isNews: true });
  const id = panel.uploads.expect({
    maxBytes: mostBytes,
    fail: () => void fail(new Error(vscode.l10n.t('the mark could not be drawn'))),
    take: async (bytes) => {
      try {
        const clean = await cleanMask(bytes, new AbortController().signal);
        const mask = clean ? await keepMask(globalStorageUri, clean) : '';
        panel.post({ type: 'maskSaved', id, uri: reference.toString(), mask });
      } catch (error) {
        await fail(error);
      }
    },
  });
  const view: MaskView = {
    kind: 'mask',
    id,
    picture: { ...(await pictureView(reference, panel.webview)), name: referenceName(reference) },
    marked: kept ? imageSource(kept, await vscode.workspace.fs.stat(kept), panel.webview) : '',
    problem,
  };
  panel.post({ type: 'stage', stage: view, isNews });
}
