import { t } from '@vscode/l10n';
import type { HostMessage } from '../../protocol/hostMessages';
import type { MaskView } from '../../protocol/viewerViews';
import type { LeftMasks, MaskState, ViewerAct } from '../model/viewerState';
import { referenceName, type Action, type PageState } from '../model/state';
import { announce } from '../model/announce';
import { withForm } from './form';

/** What was marked stays where it could not be kept, and where the stage was closed before. */
export function maskState(before: MaskState | undefined, view: MaskView, leftMasks: LeftMasks): MaskState {
  const { uri } = view.picture;
  const left = leftMasks[uri];
  // It lies on the mask that was there, and not on another one.
  const same =
    before?.view.picture.uri === uri ? before : left?.view.marked === view.marked ? left : undefined;
  return same
    ? { ...same, view, isBusy: false, problem: '' }
    : { kind: 'mask', view, tool: 'paint', brush: 6, operations: [], undone: [], isBusy: false, problem: '' };
}

export function withLeft({ stage, leftMasks }: PageState): LeftMasks {
  return stage?.kind === 'mask' ? { ...leftMasks, [stage.view.picture.uri]: stage } : leftMasks;
}

export function actOnMask(stage: MaskState, act: ViewerAct): MaskState {
  const { operations, undone } = stage;
  switch (act.act) {
    case 'maskTool':
      return { ...stage, tool: act.tool };
    case 'maskBrush':
      return { ...stage, brush: Math.min(Math.max(act.brush, 1), 50) };
    case 'maskMarked':
      return { ...stage, operations: [...operations, act.operation], undone: [] };
    case 'maskUndone':
      return { ...stage, operations: operations.slice(0, -1), undone: [...operations.slice(-1), ...undone] };
    case 'maskRedone':
      return { ...stage, operations: [...operations, ...undone.slice(0, 1)], undone: undone.slice(1) };
    case 'maskStarted':
      return { ...stage, isBusy: true, problem: '' };
    case 'maskFailed':
      return { ...stage, isBusy: false, problem: act.problem };
    default:
      return stage;
  }
}

/** It counts only while it lies on the first reference, which may be another one by now. */
export function saveMask(
  state: PageState,
  { id, uri, mask }: Extract<HostMessage, { type: 'maskSaved' }>,
): PageState {
  // Someone cancelled it while it was written.
  if (state.leftMasks[uri]?.view.id === id) {
    return state;
  }
  const stage = state.stage?.kind === 'mask' && state.stage.view.id === id ? undefined : state.stage;
  const kept = { ...state, stage, leftMasks: { ...state.leftMasks, [uri]: undefined } };
  if (kept.form.references[0]?.uri !== uri) {
    return mask === '' ? kept : { ...kept, lostMask: { uri, mask } };
  }
  const next = { ...withForm(kept, { mask }), lostMask: undefined };
  return mask === ''
    ? announce(next, t('Removed the mark'))
    : announce(next, t('Marked what is to change on {0}', referenceName(state, uri)));
}

export function removeMask(state: PageState): PageState {
  return announce({ ...withForm(state, { mask: '' }), lostMask: undefined }, t('Removed the mark'));
}

/**
 * A mask is about one image: it goes when another reference is the first one, and comes back with its own. What fills
 * the form says itself which mask there is.
 */
export function followMask(before: PageState, after: PageState, action: Action): PageState {
  if (action.type === 'editForm' || (action.type === 'fillForm' && action.form.mask !== undefined)) {
    return { ...after, lostMask: undefined };
  }
  const [was, is] = [before, after].map(({ form }) => form.references[0]?.uri);
  if (was === is || after.form.mask !== before.form.mask) {
    return after;
  }
  if (after.form.mask !== '' && was !== undefined) {
    const lost = { ...withForm(after, { mask: '' }), lostMask: { uri: was, mask: after.form.mask } };
    const name = referenceName(after, was);
    return alsoSay(lost, t('The mark on {0} counts only while that is the first reference.', name));
  }
  const { lostMask } = after;
  return lostMask && lostMask.uri === is
    ? alsoSay(
        { ...withForm(after, { mask: lostMask.mask }), lostMask: undefined },
        t('The mark on {0} counts again.', referenceName(after, lostMask.uri)),
      )
    : after;
}

function alsoSay(state: PageState, said: string): PageState {
  return { ...state, announcement: { text: [state.announcement.text, said].filter(Boolean).join(' ') } };
}
