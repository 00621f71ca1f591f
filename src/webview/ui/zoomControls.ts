import { t } from '@vscode/l10n';
import { h, iconButton, setText } from './dom';
import type { Viewport } from '../model/viewerState';
import type { Page } from '../model/state';

const zoomStep = 1.25;
const panStep = 0.1;

const pans: Readonly<Record<string, { readonly x: number; readonly y: number }>> = {
  ArrowLeft: { x: panStep, y: 0 },
  ArrowRight: { x: -panStep, y: 0 },
  ArrowUp: { x: 0, y: panStep },
  ArrowDown: { x: 0, y: -panStep },
};

const zooms: Readonly<Record<string, number>> = { '+': zoomStep, '=': zoomStep, '-': 1 / zoomStep };

/** Arrows move what is in sight, + and − zoom, 0 shows all. */
export function zoomByKeys(page: Page, event: KeyboardEvent): void {
  if (event.altKey || event.ctrlKey || event.metaKey) {
    return;
  }
  const pan = pans[event.key];
  const factor = zooms[event.key];
  if (pan) {
    page.dispatch({ type: 'stageAct', act: { act: 'pan', ...pan } });
  } else if (factor !== undefined) {
    page.dispatch({ type: 'stageAct', act: { act: 'zoom', factor } });
  } else if (event.key === '0') {
    page.dispatch({ type: 'stageAct', act: { act: 'zoomWhole' } });
  } else {
    return;
  }
  event.preventDefault();
  event.stopPropagation();
}

/** The wheel zooms where the pointer is, dragging moves. */
export function zoomByPointer(page: Page, panes: HTMLElement): void {
  panes.addEventListener(
    'wheel',
    (event) => {
      event.preventDefault();
      const frame = frameAt(panes, event.target);
      const at = {
        x: (event.clientX - frame.left) / frame.width - 0.5,
        y: (event.clientY - frame.top) / frame.height - 0.5,
      };
      const factor = Math.exp(-Math.max(-100, Math.min(100, event.deltaY)) / 300);
      page.dispatch({ type: 'stageAct', act: { act: 'zoom', factor, at } });
    },
    { passive: false },
  );
  panes.addEventListener('pointerdown', (event) => {
    if (event.button === 0) {
      panes.setPointerCapture(event.pointerId);
    }
  });
  panes.addEventListener('pointermove', (event) => {
    if (panes.hasPointerCapture(event.pointerId)) {
      const { width, height } = frameAt(panes, event.target);
      const by = { x: event.movementX / width, y: event.movementY / height };
      page.dispatch({ type: 'stageAct', act: { act: 'pan', ...by } });
    }
  });
}

/** The frame of the picture under the pointer, or of any, since all are as large, before anything is moved in it. */
function frameAt(
  panes: HTMLElement,
  target: EventTarget | null,
): Pick<DOMRect, 'left' | 'top' | 'width' | 'height'> {
  const pane =
    (target instanceof Element ? target.closest('.pane') : null) ?? panes.querySelector('.pane') ?? panes;
  const { left, top, width, height } = pane.getBoundingClientRect();
  const picture = pane.querySelector<HTMLElement>('.picture');
  return picture
    ? {
        left: left + picture.offsetLeft,
        top: top + picture.offsetTop,
        width: picture.offsetWidth,
        height: picture.offsetHeight,
      }
    : { left, top, width, height };
}

/** The same by buttons. */
export function createZoomBar(page: Page): { readonly element: HTMLElement; render(sight: Viewport): void } {
  const zoom = (factor: number) => (): void =>
    page.dispatch({ type: 'stageAct', act: { act: 'zoom', factor } });
  const level = h('span', { class: 'zoom-level', 'data-testid': 'zoom-level' });
  const element = h(
    'div',
    { class: 'zoom' },
    iconButton({ icon: 'zoom-out', label: t('Zoom Out'), testId: 'zoom-out', onClick: zoom(1 / zoomStep) }),
    level,
    iconButton({ icon: 'zoom-in', label: t('Zoom In'), testId: 'zoom-in', onClick: zoom(zoomStep) }),
    iconButton({
      icon: 'screen-full',
      label: t('Zoom to Fit'),
      testId: 'zoom-whole',
      onClick: () => page.dispatch({ type: 'stageAct', act: { act: 'zoomWhole' } }),
    }),
  );
  return {
    element,
    render: (sight) => setText(level, t('Zoom {0} %', Math.round(sight.zoom * 100))),
  };
}
