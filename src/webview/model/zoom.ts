import type { Viewport } from './viewerState';

export const wholeViewport: Viewport = { zoom: 1, x: 0, y: 0 };

const mostZoom = 32;

interface Point {
  readonly x: number;
  readonly y: number;
}

/** What is at that point of the frame, counted from its middle, stays there. */
export function zoomAt({ zoom, x, y }: Viewport, factor: number, at: Point = { x: 0, y: 0 }): Viewport {
  const next = Math.min(Math.max(zoom * factor, 1), mostZoom);
  const scale = next / zoom;
  return clamped({ zoom: next, x: at.x - (at.x - x) * scale, y: at.y - (at.y - y) * scale });
}

export function pannedBy(sight: Viewport, by: Point): Viewport {
  return clamped({ ...sight, x: sight.x + by.x, y: sight.y + by.y });
}

/** The frame is never moved beyond what it shows. */
function clamped({ zoom, x, y }: Viewport): Viewport {
  const most = (zoom - 1) / 2;
  const within = (value: number): number => Math.min(Math.max(value, -most), most);
  return { zoom, x: within(x), y: within(y) };
}
