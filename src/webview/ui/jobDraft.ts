import { h, setAttribute, whenChanged } from './dom';

interface JobDraft {
  readonly element: HTMLElement;
  render(source: string, alternative: string): void;
}

/**
 * What is seen of an image by now, behind the words of its job. It fills a box that is there already, so that nothing
 * moves; the one before stays until the next has loaded.
 * @param onShown told whether there is anything to see
 */
export function createJobDraft(onShown: (isShown: boolean) => void): JobDraft {
  const image = h('img', { class: 'job-draft', 'data-testid': 'job-draft', draggable: 'false' });
  const show = (isShown: boolean): void => {
    image.hidden = !isShown;
    onShown(isShown);
  };
  image.addEventListener('load', () => show(true));
  // Its file goes with the call.
  image.addEventListener('error', () => show(false));
  const load = whenChanged((source: string) => {
    setAttribute(image, 'src', source || undefined);
    if (source === '') {
      show(false);
    }
  });
  return {
    element: image,
    render(source, alternative) {
      load(source);
      setAttribute(image, 'alt', alternative);
    },
  };
}

interface ProgressBar {
  readonly element: HTMLElement;
  render(percent: number | undefined, label: string): void;
}

/** Runs on without end until it is known how far it is. */
export function createProgressBar(): ProgressBar {
  const bit = h('div', { class: 'progress-bit' });
  const element = h('div', { class: 'progress', role: 'progressbar' }, bit);
  return {
    element,
    render(percent, label) {
      setAttribute(element, 'aria-label', label);
      setAttribute(element, 'aria-valuenow', percent);
      bit.style.width = percent === undefined ? '' : `${percent}%`;
    },
  };
}
