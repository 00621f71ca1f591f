import { h, icon, setAttribute, setOptionalText, setText } from './element';
import { format } from './format';
import { findProblems } from './problems';
import type { Page, View } from './state';

interface GenerateBarOptions {
  readonly onGenerate: () => void;
  /** The person wants to see the jobs, which a narrow page shows below the form. */
  readonly onShowJobs: () => void;
}

/** The button that spends money, why it cannot, and what is running. It stays in sight while the form scrolls. */
export function createGenerateBar(page: Page, { onGenerate, onShowJobs }: GenerateBarOptions): View {
  const { strings } = page;
  const key = navigator.userAgent.includes('Mac') ? '⌘Enter' : 'Ctrl+Enter';
  const button = h(
    'button',
    {
      type: 'button',
      class: 'button generate',
      title: format(strings.generateHint, key),
      'aria-describedby': 'generate-reason',
      'data-testid': 'generate',
    },
    strings.generate,
    h('kbd', { 'aria-hidden': 'true' }, key),
  );
  button.addEventListener('click', ({ detail }) => {
    // The second click of a double click is not a wish for a second image.
    if (detail <= 1) {
      onGenerate();
    }
  });
  const reason = h('p', { id: 'generate-reason', class: 'note' });
  const runningText = h('span', {});
  const running = h('button', { type: 'button', class: 'link running' }, runningText, icon('arrow-down'));
  running.addEventListener('click', onShowJobs);
  return {
    element: h('div', { class: 'generate-bar' }, button, running, reason),
    render(state) {
      const problem = findProblems(state)[0];
      setAttribute(button, 'aria-disabled', problem ? 'true' : undefined);
      setOptionalText(reason, problem?.text ?? '');
      reason.title = problem?.text ?? '';
      const count = state.jobs.filter((job) => job.state === 'running' || job.state === 'queued').length;
      setText(runningText, format(strings.jobsRunning, count));
      running.hidden = count === 0;
    },
  };
}
