import { t } from '@vscode/l10n';
import { h, setAttribute, whenChanged } from '../../ui/dom';
import { planOf } from './fitDrawing';
import type { FitState } from '../../model/viewerState';
import type { Page } from '../../model/state';

interface FitFrame {
  readonly element: HTMLElement;
  readonly image: HTMLImageElement;
  render(stage: FitState): void;
}

const steps: Readonly<Record<string, { readonly x: number; readonly y: number }>> = {
  ArrowLeft: { x: -1, y: 0 },
  ArrowRight: { x: 1, y: 0 },
  ArrowUp: { x: 0, y: -1 },
  ArrowDown: { x: 0, y: 1 },
};
const resizes: Readonly<Record<string, number>> = { '+': 1 / 1.1, '=': 1 / 1.1, '-': 1.1 };

/** The image, and the frame of what is taken of it: dragged, or moved by arrows and resized by + and −. */
export function createFitFrame(page: Page): FitFrame {
  const image = h('img', { class: 'fit-picture', crossorigin: 'anonymous', draggable: 'false' });
  const frame = h('div', {
    class: 'fit-frame',
    role: 'group',
    tabindex: 0,
    'aria-label': t('Frame of what is kept'),
    'aria-description': t(
      'Drag the frame, or move it with the arrow keys (with Shift by one pixel); + and − resize it',
    ),
    title: t('Drag the frame, or move it with the arrow keys (with Shift by one pixel); + and − resize it'),
    'data-testid': 'fit-frame',
  });
  const sheet = h('div', { class: 'fit-sheet' }, image, frame);
  const element = h('div', { class: 'panes fit-panes' }, h('div', { class: 'picture' }, sheet));
  let latest: FitState | undefined;
  const move = (x: number, y: number): void =>
    page.dispatch({ type: 'stageAct', act: { act: 'frameMoved', x, y } });
  const resize = (factor: number): void =>
    page.dispatch({ type: 'stageAct', act: { act: 'frameResized', factor } });
  frame.addEventListener('keydown', (event) => {
    const step = steps[event.key];
    const factor = resizes[event.key];
    if (event.altKey || event.ctrlKey || event.metaKey || !latest) {
      return;
    }
    if (step) {
      // A hundredth of the image, or with Shift a single pixel.
      const distance = event.shiftKey ? 1 : Math.max(1, Math.round(latest.view.picture.width / 100));
      move(step.x * distance, step.y * distance);
    } else if (factor !== undefined) {
      resize(factor);
    } else {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  });
  element.addEventListener(
    'wheel',
    (event) => {
      event.preventDefault();
      resize(Math.exp(Math.max(-100, Math.min(100, -event.deltaY)) / 600));
    },
    { passive: false },
  );
  frame.addEventListener('pointerdown', (event) => frame.setPointerCapture(event.pointerId));
  frame.addEventListener('pointermove', (event) => {
    if (frame.hasPointerCapture(event.pointerId) && latest) {
      const scale = latest.view.picture.width / sheet.getBoundingClientRect().width;
      move(event.movementX * scale, event.movementY * scale);
    }
  });
  const load = whenChanged((source: string) => setAttribute(image, 'src', source || undefined));
  return {
    element,
    image,
    render(stage) {
      latest = stage;
      const { picture } = stage.view;
      const { source } = planOf(stage);
      load(picture.source);
      setAttribute(image, 'alt', picture.name);
      sheet.style.setProperty('--ratio', String(picture.width / Math.max(1, picture.height)));
      frame.hidden = stage.mode !== 'crop';
      frame.style.left = `${(source.x / picture.width) * 100}%`;
      frame.style.top = `${(source.y / picture.height) * 100}%`;
      frame.style.width = `${(source.width / picture.width) * 100}%`;
      frame.style.height = `${(source.height / picture.height) * 100}%`;
    },
  };
}
