import type { HostMessage } from '../../messages/hostMessages';
import type { StageView } from '../../messages/stageViews';
import { pannedBy, wholeSight, zoomAt } from '../sight';
import { stageKey, type StageAct, type StageState } from '../stageState';
import type { PageState } from '../state';

type StageMessage = Extract<HostMessage, { type: 'stage' }>;

/** News of what is shown leave how the person looks at it alone; news of what was closed come too late. */
export function showStage(state: PageState, { stage, isNews }: StageMessage): PageState {
  if (isNews && !state.stage) {
    return state;
  }
  return { ...state, stage: stage ? nextStage(state.stage, stage) : undefined };
}

export function closeStage(state: PageState): PageState {
  return { ...state, stage: undefined };
}

export function updateStage(state: PageState, act: StageAct): PageState {
  return state.stage ? { ...state, stage: actOn(state.stage, act) } : state;
}

function nextStage(before: StageState | undefined, view: StageView): StageState {
  const isSame = before !== undefined && stageKey(before) === stageKey({ kind: view.kind, view });
  return {
    kind: 'compare',
    mode: before?.mode ?? 'slider',
    split: 0.5,
    ...(isSame && { split: before.split }),
    sight: isSame && before.view.before?.uri === view.before?.uri ? before.sight : wholeSight,
    view,
    isPicking: view.before === undefined,
  };
}

function actOn(stage: StageState, act: StageAct): StageState {
  switch (act.act) {
    case 'compareMode':
      return { ...stage, mode: act.mode };
    case 'split':
      return { ...stage, split: Math.min(Math.max(act.split, 0), 1) };
    case 'zoom':
      return { ...stage, sight: zoomAt(stage.sight, act.factor, act.at) };
    case 'zoomWhole':
      return { ...stage, sight: wholeSight };
    case 'pan':
      return { ...stage, sight: pannedBy(stage.sight, act) };
    case 'pick':
      return { ...stage, isPicking: act.isPicking || stage.view.before === undefined };
  }
}
