import { t } from '@vscode/l10n';
import type { JobView } from '../../../protocol/views';
import { h } from '../../ui/dom';
import { excerpt } from '../../model/format';
import { createJobDraft, createProgressBar } from '../../ui/jobDraft';
import type { PageState, View } from '../../model/state';
import { spokenPrompt } from '../../update/jobs';
import { wishOf } from '../../update/refine';

/** The job that was started last for the image in the stage, also when it has ended. */
export function jobOf(state: PageState): JobView | undefined {
  return state.jobs.find(({ id }) => id === wishOf(state).jobId);
}

export function runningJob(state: PageState): JobView | undefined {
  const job = jobOf(state);
  return job?.state === 'running' || job?.state === 'queued' ? job : undefined;
}

interface Work {
  readonly draft: string;
  readonly alternative: string;
  readonly percent: number | undefined;
  /** What is going on. */
  readonly label: string;
}

/** What there is to see of the next version while it is being made. */
export function workOf(state: PageState): Work | undefined {
  const job = jobOf(state);
  return job?.state === 'running'
    ? {
        draft: job.draft,
        alternative: t('Draft: {0}', excerpt(job.prompt, spokenPrompt)),
        percent: job.percent,
        label: job.message || t('Jobs'),
      }
    : undefined;
}

/**
 * The next version as far as it is, small in a corner of the one it is made from, which can be looked at meanwhile. It
 * lies over it, so that nothing moves.
 */
export function createRefineWork(): View {
  const bar = createProgressBar();
  const frame = h('div', { class: 'refine-draft' });
  const draft = createJobDraft((isShown) => (frame.hidden = !isShown));
  frame.append(draft.element);
  const element = h('div', { class: 'refine-work', 'data-testid': 'refine-work' }, bar.element, frame);
  return {
    element,
    render(state) {
      const work = workOf(state);
      element.hidden = !work;
      bar.render(work?.percent, work?.label ?? '');
      draft.render(work?.draft ?? '', work?.alternative ?? '');
    },
  };
}
