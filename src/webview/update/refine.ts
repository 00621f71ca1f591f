import type { RefineView } from '../../protocol/viewerViews';
import { getViewedImage, type RefineWish, type ViewerAct } from '../model/viewerState';
import type { PageState } from '../model/state';

const noWish: RefineWish = { prompt: '', sent: '', jobId: '' };

/** What is wished of the image that is refined. */
export function wishOf({ stage, refineWishes }: PageState): RefineWish {
  return (stage && refineWishes[getViewedImage(stage.view)]) ?? noWish;
}

/**
 * A wish is over when its answer is there, also where nobody waits for it any more. What was typed meanwhile is the next
 * one.
 */
export function withoutAnswered(state: PageState, { answers }: RefineView): PageState {
  const wishes = Object.entries(state.refineWishes);
  const isAnswered = ({ jobId }: RefineWish): boolean => answers !== '' && jobId === answers;
  if (!wishes.some(([, wish]) => isAnswered(wish))) {
    return state;
  }
  const open = wishes
    .map(([uri, wish]) => [uri, isAnswered(wish) ? { ...noWish, prompt: typedSince(wish) } : wish] as const)
    .filter(([, { prompt, jobId }]) => prompt !== '' || jobId !== '');
  return { ...state, refineWishes: Object.fromEntries(open) };
}

function typedSince({ prompt, sent }: RefineWish): string {
  return prompt.trim() === sent ? '' : prompt;
}

/** What was typed goes along to another version, unless something was typed there before. */
export function carryWish(state: PageState, view: RefineView): PageState {
  const from = state.stage?.kind === 'refine' ? getViewedImage(state.stage.view) : '';
  const to = getViewedImage(view);
  const { [from]: carried, ...others } = state.refineWishes;
  return carried && !others[to]?.prompt ? { ...state, refineWishes: { ...others, [to]: carried } } : state;
}

export function actOnWish(state: PageState, act: ViewerAct): PageState {
  const before = wishOf(state);
  const changes = changesOf(before, act);
  if (state.stage?.kind !== 'refine' || !changes) {
    return state;
  }
  const wish = { ...before, ...changes };
  return { ...state, refineWishes: { ...state.refineWishes, [getViewedImage(state.stage.view)]: wish } };
}

function changesOf({ prompt }: RefineWish, act: ViewerAct): Partial<RefineWish> | undefined {
  switch (act.act) {
    case 'refinePrompt':
      return { prompt: act.prompt };
    case 'refineStarted':
      return { jobId: act.jobId, sent: prompt.trim() };
    default:
      return undefined;
  }
}
