import { whenChanged } from '../ui/dom';
import type { PageState } from '../model/state';

/** The state without the jobs that stand in groups, made anew only where they changed. */
export function outsideGroups(): (state: PageState) => PageState {
  let jobs: PageState['jobs'] = [];
  const sort = whenChanged((all: PageState['jobs']) => {
    jobs = all.filter(({ group }) => !group);
  });
  return (state) => {
    sort(state.jobs);
    return { ...state, jobs };
  };
}
