/** All in pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface Frame extends Size {
  readonly x: number;
  readonly y: number;
}

/** Where the user put the frame. */
export interface Placement {
  /** Its middle, as a part of the image's width and height. */
  readonly x: number;
  readonly y: number;
  /** 1 for the largest frame that the image has room for, 2 for one of half its width … */
  readonly zoom: number;
}

export const middlePlacement: Placement = { x: 0.5, y: 0.5, zoom: 1 };

const mostZoom = 20;

/** The part of an image that has the ratio of the target, where the user put it: it never leaves the image. */
export function frameFor(image: Size, target: Size, { x, y, zoom }: Placement): Frame {
  const scale = Math.min(image.width / target.width, image.height / target.height) / zoom;
  const width = Math.min(image.width, Math.max(1, Math.round(target.width * scale)));
  const height = Math.min(image.height, Math.max(1, Math.round(target.height * scale)));
  const within = (middle: number, size: number, whole: number): number =>
    Math.round(Math.min(Math.max(middle * whole - size / 2, 0), whole - size));
  return { x: within(x, width, image.width), y: within(y, height, image.height), width, height };
}

/** By pixels of the image. What would lead out of it is not remembered. */
export function movedBy(
  image: Size,
  target: Size,
  placement: Placement,
  by: { readonly x: number; readonly y: number },
): Placement {
  const { x, y, width, height } = frameFor(image, target, placement);
  const moved = (start: number, size: number, whole: number, distance: number): number =>
    (Math.min(Math.max(start + distance, 0), whole - size) + size / 2) / whole;
  return {
    ...placement,
    x: moved(x, width, image.width, by.x),
    y: moved(y, height, image.height, by.y),
  };
}

export function resizedBy(placement: Placement, factor: number): Placement {
  return { ...placement, zoom: Math.min(Math.max(placement.zoom * factor, 1), mostZoom) };
}

/** The largest size of the image's own ratio that fits into the target. */
export function containedIn(image: Size, target: Size): Size {
  const scale = Math.min(target.width / image.width, target.height / image.height);
  return {
    width: Math.max(1, Math.round(image.width * scale)),
    height: Math.max(1, Math.round(image.height * scale)),
  };
}

/**
 * The sizes to draw one after the other, the last of them the target: halves as long as it is more than half, since
 * a canvas looks at few neighbours of a pixel and would pass over the rest.
 */
export function drawingSteps(from: Size, to: Size): readonly Size[] {
  const steps: Size[] = [];
  let { width, height } = from;
  while (width > to.width * 2 || height > to.height * 2) {
    width = Math.max(to.width, Math.ceil(width / 2));
    height = Math.max(to.height, Math.ceil(height / 2));
    steps.push({ width, height });
  }
  const last = steps.at(-1);
  return last?.width === to.width && last.height === to.height ? steps : [...steps, to];
}
