import type { HostMessage } from '../../protocol/hostMessages';
import type { CompareView, RefineView, ViewerView } from '../../protocol/viewerViews';
import { pannedBy, wholeViewport, zoomAt } from '../model/zoom';
import { getViewedImage, type CompareState, type RefineState } from '../model/viewerState';
import type { Viewport, ViewerAct, ViewerState } from '../model/viewerState';
import type { PageState } from '../model/state';
import { actOnFit, fitState } from './resize';
import { actOnMask, maskState, withLeft } from './mask';
import { actOnWish, carryWish, withoutAnswered, wishOf } from './refine';

type StageMessage = Extract<HostMessage, { type: 'stage' }>;

/** News of what is shown leave how the user looks at it alone; news of anything else come too late. */
export function showViewer(state: PageState, { stage, isNews }: StageMessage): PageState {
  const isRefined = stage?.kind === 'refine';
  const next = isRefined ? withoutAnswered(state, stage) : state;
  if (isNews && !isWaitedFor(state, stage)) {
    return next;
  }
  const shown = { ...next, stage: stage ? nextStage(state, stage) : undefined };
  return isRefined ? { ...shown, refineWishes: carryWish(next, stage).refineWishes } : shown;
}

/** Escape is pressed in a moment, and marking takes a while: what was marked is there again the next time. */
export function closeViewer(state: PageState): PageState {
  return { ...state, stage: undefined, leftMasks: withLeft(state) };
}

export function updateViewer(state: PageState, act: ViewerAct): PageState {
  return state.stage ? actOnWish({ ...state, stage: actOn(state.stage, act) }, act) : state;
}

function isWaitedFor(state: PageState, view: ViewerView | null): boolean {
  const { stage: shown } = state;
  if (!shown || !view) {
    return shown !== undefined;
  }
  return view.kind === 'refine'
    ? shown.kind === 'refine' && wishOf(state).jobId === view.answers
    : shown.kind === view.kind && getViewedImage(shown.view) === getViewedImage(view);
}

function nextStage({ stage: before, leftMasks }: PageState, view: ViewerView): ViewerState {
  switch (view.kind) {
    case 'compare':
      return compareState(before?.kind === 'compare' ? before : undefined, view);
    case 'refine':
      return refineState(before?.kind === 'refine' ? before : undefined, view);
    case 'fit':
      return fitState(before?.kind === 'fit' ? before : undefined, view);
    case 'mask':
      return maskState(before?.kind === 'mask' ? before : undefined, view, leftMasks);
  }
}

function compareState(before: CompareState | undefined, view: CompareView): CompareState {
  const isSame = before && getViewedImage(before.view) === getViewedImage(view);
  return {
    kind: 'compare',
    mode: before?.mode ?? 'slider',
    split: isSame ? before.split : 0.5,
    sight: isSame && before.view.before?.uri === view.before?.uri ? before.sight : wholeViewport,
    view,
    isPicking: view.before === undefined,
  };
}

function refineState(before: RefineState | undefined, view: RefineView): RefineState {
  const isSame = before && getViewedImage(before.view) === getViewedImage(view);
  return {
    kind: 'refine',
    view,
    sight: isSame ? before.sight : wholeViewport,
    model: before?.model ?? '',
  };
}

function actOn(stage: ViewerState, act: ViewerAct): ViewerState {
  switch (stage.kind) {
    case 'compare':
      return actOnCompare({ ...stage, sight: movedSight(stage.sight, act) }, act);
    case 'refine':
      return actOnRefine({ ...stage, sight: movedSight(stage.sight, act) }, act);
    case 'fit':
      return actOnFit(stage, act);
    case 'mask':
      return actOnMask(stage, act);
  }
}

function movedSight(sight: Viewport, act: ViewerAct): Viewport {
  switch (act.act) {
    case 'zoom':
      return zoomAt(sight, act.factor, act.at);
    case 'zoomWhole':
      return wholeViewport;
    case 'pan':
      return pannedBy(sight, act);
    default:
      return sight;
  }
}

function actOnCompare(stage: CompareState, act: ViewerAct): CompareState {
  switch (act.act) {
    case 'compareMode':
      return { ...stage, mode: act.mode };
    case 'split':
      return { ...stage, split: Math.min(Math.max(act.split, 0), 1) };
    case 'pick':
      return { ...stage, isPicking: act.isPicking || stage.view.before === undefined };
    default:
      return stage;
  }
}

function actOnRefine(stage: RefineState, act: ViewerAct): RefineState {
  return act.act === 'refineModel' ? { ...stage, model: act.model } : stage;
}
