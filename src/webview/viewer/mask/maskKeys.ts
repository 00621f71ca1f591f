import { t } from '@vscode/l10n';
import { brushPixels, type MarkedPicture } from './maskDrawing';
import type { Point } from '../../model/maskOperations';
import type { MaskState } from '../../model/viewerState';
import type { Page } from '../../model/state';

interface KeyTarget {
  /** `undefined` while nothing can be marked. */
  readonly stage: () => { readonly stage: MaskState; readonly picture: MarkedPicture } | undefined;
  readonly position: () => Point;
  readonly moveTo: (point: Point) => void;
  /** Begins a stroke where the brush is. */
  readonly press: () => void;
  readonly release: () => void;
}

const steps: Readonly<Record<string, Point>> = {
  ArrowLeft: { x: -1, y: 0 },
  ArrowRight: { x: 1, y: 0 },
  ArrowUp: { x: 0, y: -1 },
  ArrowDown: { x: 0, y: 1 },
};
const resizes: Readonly<Record<string, number>> = { '+': 1.25, '=': 1.25, '-': 0.8 };

/** Arrow keys move the brush, and draw a line while Space is held. */
export function handleMaskKeys(page: Page, element: HTMLElement, target: KeyTarget): void {
  element.addEventListener('keydown', (event) => {
    const shown = target.stage();
    if (
      shown &&
      !event.altKey &&
      !event.ctrlKey &&
      !event.metaKey &&
      press(page, event, { ...shown, target })
    ) {
      event.preventDefault();
      event.stopPropagation();
    }
  });
  element.addEventListener('keyup', ({ key }) => {
    if (key === ' ') {
      target.release();
    }
  });
  element.addEventListener('blur', target.release);
}

/** Redo has two keys: one is usual on Windows, the other everywhere else. */
export function undoActOf({
  key,
  ctrlKey,
  metaKey,
  shiftKey,
}: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'shiftKey'>): 'maskUndone' | 'maskRedone' | undefined {
  const isZ = key.toLowerCase() === 'z';
  if (!(ctrlKey || metaKey) || !(isZ || key.toLowerCase() === 'y')) {
    return undefined;
  }
  return isZ && !shiftKey ? 'maskUndone' : 'maskRedone';
}

interface Shown {
  readonly stage: MaskState;
  readonly picture: MarkedPicture;
  readonly target: KeyTarget;
}

function press(page: Page, { key, shiftKey, repeat }: KeyboardEvent, shown: Shown): boolean {
  const { stage, target } = shown;
  const step = steps[key];
  const factor = resizes[key];
  if (step) {
    move(page, step, { ...shown, isFine: shiftKey });
  } else if (key === ' ') {
    if (!repeat) {
      target.press();
    }
  } else if (factor !== undefined) {
    // By one at least.
    const brush = factor > 1 ? Math.ceil(stage.brush * factor) : Math.floor(stage.brush * factor);
    page.dispatch({ type: 'stageAct', act: { act: 'maskBrush', brush } });
  } else if (key === 'e' || key === 'E') {
    const tool = stage.tool === 'paint' ? 'erase' : 'paint';
    page.dispatch({ type: 'stageAct', act: { act: 'maskTool', tool } });
    page.dispatch({ type: 'told', text: tool === 'paint' ? t('Mark') : t('Erase') });
  } else {
    return false;
  }
  return true;
}

function move(
  page: Page,
  step: Point,
  { stage, picture, target, isFine }: Shown & { isFine: boolean },
): void {
  const distance = isFine ? 1 : Math.max(1, brushPixels(stage, picture) / 2);
  const { x, y } = target.position();
  const within = (at: number, side: number): number => Math.min(Math.max(at, 0), side);
  const moved = {
    x: within(x + step.x * distance, picture.width),
    y: within(y + step.y * distance, picture.height),
  };
  target.moveTo(moved);
  const [x100, y100] = [(moved.x / picture.width) * 100, (moved.y / picture.height) * 100].map(Math.round);
  page.dispatch({ type: 'told', text: t('Brush at {0} %, {1} %', x100 ?? 0, y100 ?? 0) });
}
