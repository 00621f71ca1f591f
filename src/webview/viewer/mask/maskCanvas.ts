import { t } from '@vscode/l10n';
import { h, setAttribute, whenChanged } from '../../ui/dom';
import { brushPixels, type MarkedPicture } from './maskDrawing';
import { drawMarks, drawOperation, type MaskSurface, type Point } from '../../model/maskOperations';
import { handleMaskKeys } from './maskKeys';
import { createBrush } from './maskBrush';
import type { MaskState } from '../../model/viewerState';
import type { Page } from '../../model/state';

export interface MaskCanvas {
  readonly element: HTMLElement;
  /** `undefined` until the image is loaded. */
  readonly picture: () => MarkedPicture | undefined;
  readonly focus: () => void;
  render(stage: MaskState): void;
}

/** Of the longer side of what is drawn over the image; what is kept in the end is drawn anew. */
const mostSide = 1600;

/** The image under what is marked on it: painted with the pointer, or with arrow keys and Space. */
export function createMaskCanvas(page: Page, onLoaded: () => void): MaskCanvas {
  const image = h('img', { class: 'fit-picture', crossorigin: 'anonymous', draggable: 'false' });
  const before = h('img', { crossorigin: 'anonymous' });
  const canvas = h('canvas', { class: 'mask-marks', 'aria-hidden': 'true' });
  const brush = createBrush();
  const sheet = h(
    'div',
    {
      class: 'fit-sheet mask-sheet',
      role: 'group',
      tabindex: 0,
      'aria-label': t('Image to mark'),
      'aria-describedby': 'mask-keys',
      'data-testid': 'mask-surface',
    },
    image,
    canvas,
    brush.element,
  );
  let latest: MaskState | undefined;
  let picture: MarkedPicture | undefined;
  /** The stroke under way. */
  let points: Point[] | undefined;

  const surface = (): MaskSurface | undefined => {
    const context = canvas.getContext('2d');
    const { color: colour } = getComputedStyle(canvas);
    return context && picture ? { context, scale: canvas.width / picture.width, colour } : undefined;
  };
  const draw = whenChanged((operations: MaskState['operations'], shown: MarkedPicture | undefined) => {
    const onto = surface();
    if (onto && shown) {
      drawMarks(onto, operations, shown.marked);
    }
  });
  const load = whenChanged((source: string, marked: string) => {
    picture = undefined;
    setAttribute(image, 'src', source || undefined);
    setAttribute(before, 'src', marked || undefined);
    void decoded(image, before).then((loaded) => {
      if (latest?.view.picture.source === source && latest.view.marked === marked && loaded) {
        picture = { ...loaded, isDrawing: latest.view.picture.format === 'svg' };
        const scale = Math.min(1, mostSide / Math.max(loaded.width, loaded.height));
        canvas.width = Math.max(1, Math.round(loaded.width * scale));
        canvas.height = Math.max(1, Math.round(loaded.height * scale));
        brush.moveTo({ x: loaded.width / 2, y: loaded.height / 2 });
        sheet.style.setProperty('--ratio', String(loaded.width / loaded.height));
        onLoaded();
      }
    });
  });
  const strokeOf = (drawn: readonly Point[]) =>
    latest && picture
      ? ({ kind: 'stroke', tool: latest.tool, size: brushPixels(latest, picture), points: drawn } as const)
      : undefined;
  const goOn = (point: Point): void => {
    const last = points?.at(-1) ?? point;
    points = [...(points ?? []), point];
    const [onto, piece] = [surface(), strokeOf([last, point])];
    if (onto && piece) {
      drawOperation(onto, piece);
    }
  };
  const finish = (): void => {
    const operation = points && strokeOf(points);
    points = undefined;
    if (operation) {
      page.dispatch({ type: 'stageAct', act: { act: 'maskMarked', operation } });
    }
  };
  const pointAt = ({ clientX, clientY }: PointerEvent, { width, height }: MarkedPicture): Point => {
    const box = canvas.getBoundingClientRect();
    return { x: ((clientX - box.left) / box.width) * width, y: ((clientY - box.top) / box.height) * height };
  };
  sheet.addEventListener('pointerdown', (event) => {
    if (event.button === 0 && picture && latest?.isBusy === false) {
      sheet.setPointerCapture(event.pointerId);
      goOn(pointAt(event, picture));
    }
  });
  sheet.addEventListener('pointermove', (event) => {
    if (picture) {
      brush.moveTo(pointAt(event, picture));
      if (sheet.hasPointerCapture(event.pointerId)) {
        goOn(brush.position());
      }
    }
  });
  sheet.addEventListener('pointerup', finish);
  sheet.addEventListener('pointercancel', finish);
  handleMaskKeys(page, sheet, {
    stage: () => (picture && latest?.isBusy === false ? { stage: latest, picture } : undefined),
    position: brush.position,
    moveTo(point) {
      brush.moveTo(point);
      if (points) {
        goOn(point);
      }
    },
    press: () => goOn(brush.position()),
    release: finish,
  });
  return {
    element: h('div', { class: 'panes fit-panes' }, h('div', { class: 'picture' }, sheet)),
    picture: () => picture,
    focus: () => sheet.focus(),
    render(stage) {
      latest = stage;
      const { view, operations } = stage;
      load(view.picture.source, view.marked);
      setAttribute(image, 'alt', view.picture.name);
      draw(operations, picture);
      if (picture) {
        brush.render(brushPixels(stage, picture), picture);
      }
    },
  };
}

/** A mask that is gone is none; an image that cannot be decoded is nothing to mark. */
async function decoded(
  image: HTMLImageElement,
  before: HTMLImageElement,
): Promise<Omit<MarkedPicture, 'isDrawing'> | undefined> {
  try {
    await image.decode();
  } catch {
    return undefined;
  }
  const hasMarks =
    before.hasAttribute('src') &&
    (await before.decode().then(
      () => true,
      () => false,
    ));
  const { naturalWidth: width, naturalHeight: height } = image;
  return width > 0 && height > 0 ? { width, height, marked: hasMarks ? before : undefined } : undefined;
}
