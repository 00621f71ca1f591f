import type { RefineView } from '../../messages/stageViews';
import { subjectOf, type RefineWish, type StageAct } from '../stageState';
import type { PageState } from '../state';

const noWish: RefineWish = { prompt: '', jobId: '' };

/** What is wished of the image that is refined. */
export function wishOf({ stage, refineWishes }: PageState): RefineWish {
  return (stage && refineWishes[subjectOf(stage.view)]) ?? noWish;
}

/** A wish is over when its answer is there, also where nobody waits for it any more. */
export function withoutAnswered(state: PageState, { answers }: RefineView): PageState {
  const wishes = Object.entries(state.refineWishes);
  const open = wishes.filter(([, { jobId }]) => answers === '' || jobId !== answers);
  return open.length === wishes.length ? state : { ...state, refineWishes: Object.fromEntries(open) };
}

/** What was typed goes along to another version, unless something was typed there before. */
export function carryWish(state: PageState, view: RefineView): PageState {
  const from = state.stage?.kind === 'refine' ? subjectOf(state.stage.view) : '';
  const to = subjectOf(view);
  const { [from]: carried, ...others } = state.refineWishes;
  return carried && !others[to]?.prompt ? { ...state, refineWishes: { ...others, [to]: carried } } : state;
}

export function actOnWish(state: PageState, act: StageAct): PageState {
  const changes = changesOf(act);
  if (state.stage?.kind !== 'refine' || !changes) {
    return state;
  }
  const wish = { ...wishOf(state), ...changes };
  return { ...state, refineWishes: { ...state.refineWishes, [subjectOf(state.stage.view)]: wish } };
}

function changesOf(act: StageAct): Partial<RefineWish> | undefined {
  switch (act.act) {
    case 'refinePrompt':
      return { prompt: act.prompt };
    case 'refineStarted':
      return { jobId: act.jobId };
    default:
      return undefined;
  }
}
