import type { Drawing, Span } from './bitmapFont';

/** A little picture of a picture: two mountains under a sun, in a frame with round corners. */
export function drawPicture(scale: number): Drawing {
  return {
    width: outer.right * scale,
    height: (outer.bottom + spaceBelow) * scale,
    spansAt(y) {
      // Shapes are measured in units, at the middle of the row.
      const at = (y + 0.5) / scale;
      return [...frameSpans(at), circleSpan(at), ...peaks.map((peak) => peakSpan(peak, at))]
        .filter((span) => span !== undefined)
        .map(({ from, to }) => ({ from: Math.round(from * scale), to: Math.round(to * scale) }));
    },
  };
}

interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  readonly radius: number;
}

const outer: Box = { left: 0, right: 18, top: 0, bottom: 13, radius: 2.4 };
const inner: Box = { left: 1, right: 17, top: 1, bottom: 12, radius: 1.4 };
const canvas: Box = { left: 2, right: 16, top: 2, bottom: 11, radius: 0.6 };
const sun = { x: 5, y: 4.6, radius: 1.5 };
const peaks = [
  { x: 6, top: 7.2, slope: 1 },
  { x: 10.8, top: 5.2, slope: 0.9 },
] as const;
const spaceBelow = 1;

function frameSpans(at: number): readonly Span[] {
  const around = boxSpan(outer, at);
  const hole = boxSpan(inner, at);
  if (!around || !hole) {
    return around ? [around] : [];
  }
  return [
    { from: around.from, to: hole.from },
    { from: hole.to, to: around.to },
  ];
}

function boxSpan({ left, right, top, bottom, radius }: Box, at: number): Span | undefined {
  if (at < top || at >= bottom) {
    return undefined;
  }
  const intoCorner = Math.max(0, top + radius - at, at - (bottom - radius));
  const inset = radius - Math.sqrt(radius * radius - intoCorner * intoCorner);
  return { from: left + inset, to: right - inset };
}

function circleSpan(at: number): Span | undefined {
  const square = sun.radius * sun.radius - (at - sun.y) ** 2;
  return square <= 0 ? undefined : { from: sun.x - Math.sqrt(square), to: sun.x + Math.sqrt(square) };
}

function peakSpan({ x, top, slope }: (typeof peaks)[number], at: number): Span | undefined {
  const ground = boxSpan(canvas, at);
  if (!ground || at < top) {
    return undefined;
  }
  const half = (at - top) * slope;
  return { from: Math.max(ground.from, x - half), to: Math.min(ground.to, x + half) };
}
