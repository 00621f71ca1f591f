import { t } from '@vscode/l10n';
import { callCount, isBatch } from '../model/batch';
import { h, icon, setAttribute, setOptionalText, setText } from '../ui/dom';
import { isEnded } from '../model/endedJobs';
import type { PageState, View } from '../model/state';
import { findProblems } from '../model/problems';

interface GenerateBarOptions {
  readonly onGenerate: () => void;
  /** The user wants to see the jobs, which may be out of sight. */
  readonly onShowJobs: () => void;
}

/**
 * The button that spends money, why it cannot, what is under way and what went wrong. It stays in sight while the rest
 * scrolls.
 */
export function createGenerateBar({ onGenerate, onShowJobs }: GenerateBarOptions): View {
  const key = navigator.userAgent.includes('Mac') ? '⌘Enter' : 'Ctrl+Enter';
  const button = h(
    'button',
    {
      type: 'button',
      class: 'button generate',
      title: t('Generate ({0})', key),
      'aria-describedby': 'generate-price generate-calls generate-reason',
      'data-testid': 'generate',
    },
    t('Generate'),
    h('kbd', { 'aria-hidden': 'true' }, key),
  );
  button.addEventListener('click', ({ detail }) => {
    // The second click of a double click is not a wish for a second image.
    if (detail <= 1) {
      onGenerate();
    }
  });
  const reason = h('p', { id: 'generate-reason', class: 'note' });
  const calls = h('span', { id: 'generate-calls', class: 'generate-calls', 'data-testid': 'calls' });
  const price = h('span', { id: 'generate-price', class: 'generate-price', 'data-testid': 'price' });
  const runningText = h('span', {});
  const running = h('button', { type: 'button', class: 'link running' }, runningText, icon('arrow-down'));
  running.addEventListener('click', onShowJobs);
  return {
    element: h('div', { class: 'generate-bar' }, button, price, calls, running, reason),
    render(state) {
      const problem = findProblems(state)[0];
      setOptionalText(calls, isBatch(state) && !problem ? callsText(state) : '');
      setText(price, state.estimate);
      setAttribute(button, 'aria-disabled', problem ? 'true' : undefined);
      setOptionalText(reason, problem?.text ?? '');
      reason.title = problem?.text ?? '';
      const ended = state.jobs.filter((job) => isEnded(job)).length;
      const underWay = state.jobs.filter((job) => job.state === 'running' || job.state === 'queued').length;
      const counts = [
        ...(underWay > 0 ? [t('{0} under way', underWay)] : []),
        ...(ended > 0 ? [t('{0} ended without an image', ended)] : []),
      ];
      setText(runningText, counts.join(', '));
      running.hidden = counts.length === 0;
    },
  };
}

function callsText(state: PageState): string {
  const count = callCount(state);
  return count === 1 ? t('1 call') : t('{0} calls', count);
}
