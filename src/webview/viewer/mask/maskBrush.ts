import { h } from '../../ui/dom';
import type { Size } from '../../model/frame';
import type { Point } from '../../model/maskOperations';

interface Brush {
  readonly element: HTMLElement;
  readonly position: () => Point;
  readonly moveTo: (point: Point) => void;
  render(width: number, image: Size): void;
}

/** A ring that shows where the brush is, and how large. */
export function createBrush(): Brush {
  const element = h('div', { class: 'mask-brush', 'aria-hidden': 'true' });
  let position: Point = { x: 0, y: 0 };
  let shown: { readonly width: number; readonly image: Size } | undefined;
  const place = (): void => {
    if (shown) {
      const { width, image } = shown;
      element.style.left = `${(position.x / image.width) * 100}%`;
      element.style.top = `${(position.y / image.height) * 100}%`;
      element.style.width = `${(width / image.width) * 100}%`;
    }
  };
  return {
    element,
    position: () => position,
    moveTo(point) {
      position = point;
      place();
    },
    render(width, image) {
      shown = { width, image };
      place();
    },
  };
}
