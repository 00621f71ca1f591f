import * as vscode from 'vscode';
import { cleanMask } from '../../../core/image/mask';
import { fitReference } from '../../../shared/referenceFit';
import type { PageMessage } from '../../../protocol/pageMessages';
import type { MaskView } from '../../../protocol/viewerViews';
import { describeError } from '../../text/errorText';
import { modelOf } from '../../../app/providers/modelChoice';
import { refuseTurned } from '../../../app/references/prepareMask';
import { readImageFacts, referenceName } from '../../../app/references/referenceFile';
import { findMask, keepMask } from '../../../app/references/referenceStore';
import { readImageSource } from '../base/imageSource';
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
  reference: string,
  message: MarkMessage,
  context: PageContext,
): Promise<void> {
  const { files, settings } = context.parts;
  const facts = await readImageFacts(files, reference);
  // What the panel converts for the model is upright.
  if (fitReference(facts, modelOf(settings, message).model.capabilities).kind === 'asIs') {
    refuseTurned({ ...facts, name: referenceName(files, reference) });
  }
  await show(reference, message, context, { problem: '', isNews: false });
}

async function show(
  reference: string,
  message: MarkMessage,
  context: PageContext,
  { problem, isNews }: { readonly problem: string; readonly isNews: boolean },
): Promise<void> {
  const { panel, parts } = context;
  const { files, storage } = parts;
  const kept = message.mask === '' ? undefined : await findMask(storage.folder, message.mask);
  const fail = (error: unknown): Promise<void> =>
    show(reference, message, context, { problem: describeError(error).message, isNews: true });
  const id = panel.uploads.expect({
    maxBytes: mostBytes,
    fail: () => void fail(new Error(vscode.l10n.t('the mark could not be drawn'))),
    take: async (bytes) => {
      try {
        const clean = await cleanMask(bytes, new AbortController().signal);
        const mask = clean ? await keepMask(storage.folder, clean) : '';
        panel.post({ type: 'maskSaved', id, uri: reference, mask });
      } catch (error) {
        await fail(error);
      }
    },
  });
  const view: MaskView = {
    kind: 'mask',
    id,
    picture: {
      ...(await pictureView(files, reference, panel.webview)),
      name: referenceName(files, reference),
    },
    marked: kept === undefined ? '' : await readImageSource(kept, panel.webview),
    problem,
  };
  panel.post({ type: 'stage', stage: view, isNews });
}
