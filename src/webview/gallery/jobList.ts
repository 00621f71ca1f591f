import { t } from '@vscode/l10n';
import type { JobView } from '../../protocol/views';
import { h, icon, iconButton, setAttribute, setText, whenChanged } from '../ui/dom';
import { endedIcons, isEnded } from '../model/endedJobs';
import { excerpt, formatDuration } from '../model/format';
import { createJobDraft, createProgressBar } from '../ui/jobDraft';
import { keyedList, type Row } from '../ui/keyedList';
import type { Page, View } from '../model/state';
import { spokenPrompt } from '../update/jobs';

/** Of a prompt that may be very long, as much as two or three lines show. */
const excerptLength = 300;

/**
 * Newest first. Jobs under way stand where their images will be, in tiles of the same shape, so that nothing moves
 * when an image takes their place; those that ended without an image stay as cards until the user has seen them.
 */
export function createJobList(page: Page): View {
  const element = h('ul', { class: 'jobs', role: 'list', 'aria-label': t('Jobs') });
  const renderRows = jobRows(page, element);
  const showElapsed = elapsedTimes(element);
  const renderJobs = whenChanged((jobs: readonly JobView[]) => {
    renderRows(jobs);
    showElapsed(jobs);
  });
  return { element, render: ({ jobs }) => renderJobs(jobs) };
}

/** Brings the entries of a list in line with jobs. */
export function jobRows(page: Page, parent: HTMLElement): (jobs: readonly JobView[]) => void {
  return keyedList<JobView>({
    parent,
    key: (job) => `${isEnded(job) ? 'ended' : 'tile'} ${job.id}`,
    create: (job) => (isEnded(job) ? createEndedRow(page, job.id) : createTile(page, job.id)),
  });
}

/** Counts the seconds of the jobs within an element, as long as one of them runs. */
export function elapsedTimes(element: HTMLElement): (jobs: readonly JobView[]) => void {
  const tick = (): void => {
    for (const time of element.querySelectorAll<HTMLElement>('[data-started-at]')) {
      const elapsed = Date.now() - Number(time.dataset.startedAt);
      setText(time, t('Elapsed: {0}', formatDuration(elapsed)));
    }
  };
  let timer: number | undefined;
  return (jobs) => {
    tick();
    window.clearInterval(timer);
    timer = jobs.some(({ state }) => state === 'running') ? window.setInterval(tick, 1000) : undefined;
  };
}

function createTile(page: Page, id: string): Row<JobView> {
  const message = h('div', { class: 'job-message', 'data-testid': 'job-message', dir: 'auto' });
  const time = h('div', { class: 'job-time' });
  const prompt = h('div', { class: 'job-prompt', dir: 'auto' });
  const model = h('div', { class: 'tile-facts' });
  const bar = createProgressBar();
  let shown: JobView | undefined;
  const shownPrompt = (): string => excerpt(shown?.prompt ?? '', spokenPrompt);
  const tell = (text: string): void => page.dispatch({ type: 'told', text });
  const cancel = textButton(t('Cancel'), () => {
    page.post({ type: 'cancel', id });
    if (shown?.state === 'queued') {
      tell(t('Cancelled: {0}', shownPrompt()));
    }
  });
  cancel.dataset.testid = 'job-cancel';
  const dismiss = textButton(t('Dismiss'), () => page.post({ type: 'dismiss', id }));
  const next = textButton(t('Run Next'), () => {
    page.post({ type: 'runNext', id });
    tell(t('Next: {0}', shownPrompt()));
    // The button goes away, and must not take the focus along.
    cancel.focus();
  });
  next.dataset.testid = 'job-next';
  const over = h('div', { class: 'job-over' }, message, time, next, cancel, dismiss);
  const box = h('div', { class: 'job-box' });
  const draft = createJobDraft((isShown) => box.classList.toggle('has-draft', isShown));
  box.append(draft.element, bar.element, over);
  const element = h('li', { class: 'tile job', 'data-testid': 'job' }, box, prompt, model);
  return {
    element,
    // Its other button gives up what may be paid.
    heir: dismiss,
    render(job) {
      shown = job;
      const isRunning = job.state === 'running';
      setAttribute(element, 'data-state', job.state);
      setText(message, job.message);
      message.title = job.message;
      bar.render(job.percent, job.message || t('Jobs'));
      draft.render(job.draft, t('Draft: {0}', excerpt(job.prompt, spokenPrompt)));
      setText(prompt, excerpt(job.prompt, excerptLength));
      prompt.title = excerpt(job.prompt, excerptLength);
      setText(model, job.model);
      setAttribute(time, 'data-started-at', isRunning ? job.startedAt : undefined);
      const isQueued = job.state === 'queued';
      bar.element.hidden = time.hidden = !isRunning;
      next.hidden = !isQueued || job.place < 2;
      cancel.hidden = !isRunning && !isQueued;
      dismiss.hidden = !cancel.hidden;
      cancel.title = job.mayBeBilled ? t('Cancel (the request has left, so it may already be billed)') : '';
    },
  };
}

function createEndedRow(page: Page, id: string): Row<JobView> {
  const sign = h('span', { class: 'job-sign', 'aria-hidden': 'true' });
  const message = h('div', { class: 'job-message', 'data-testid': 'job-message', dir: 'auto' });
  const prompt = h('div', { class: 'job-prompt', dir: 'auto' });
  const model = h('div', { class: 'tile-facts' });
  const detail = h('pre', { class: 'job-detail', dir: 'auto', tabindex: 0 });
  const more = h('details', {}, h('summary', {}, icon('chevron-right'), t('Details')), detail);
  const actions = h('div', { class: 'job-actions' });
  const dismiss = iconButton({
    icon: 'close',
    label: t('Dismiss'),
    onClick: () => page.post({ type: 'dismiss', id }),
  });
  const words = h('div', { class: 'job-words' }, message, prompt, model, more, actions);
  const element = h('li', { class: 'job ended', 'data-testid': 'job' }, sign, words, dismiss);
  // Only news of this very job: its buttons would lose the focus.
  const renderJob = whenChanged((job: JobView) => {
    setAttribute(element, 'data-state', job.state);
    sign.replaceChildren(icon(endedIcons[job.state] ?? 'error'));
    setText(message, job.message);
    setText(prompt, excerpt(job.prompt, excerptLength));
    setText(model, job.model);
    setText(detail, job.detail);
    more.hidden = job.detail === '';
    actions.hidden = job.actions.length === 0;
    actions.replaceChildren(
      ...job.actions.map(({ id: action, label }) =>
        textButton(label, () => page.post({ type: 'jobAction', id, action })),
      ),
    );
  });
  // Its other buttons pay for something.
  return { element, heir: dismiss, render: (job) => renderJob(job) };
}

function textButton(label: string, onClick: () => void): HTMLButtonElement {
  const button = h('button', { type: 'button', class: 'button secondary' }, label);
  button.addEventListener('click', onClick);
  return button;
}
