import { createHash } from 'node:crypto';
import type { PixelSize } from './pixelSize';

type Color = readonly [number, number, number];

interface Palette {
  readonly top: Color;
  readonly middle: Color;
  readonly horizon: Color;
  readonly sun: Color;
  /** Of the nearest hill; the others fade into the horizon. */
  readonly ground: Color;
}

/** A quiet landscape: sky, sun and hills. The same seed always gives the same picture. */
export interface Landscape extends PixelSize {
  readonly palette: Palette;
  readonly sun: { readonly x: number; readonly y: number; readonly radius: number };
  /** Height of each hill's ridge per column, in rows from the top; the farthest hill first. */
  readonly ridges: readonly Float32Array[];
}

const palettes: readonly [Palette, ...Palette[]] = [
  palette('1d2b64', '8a6fb0', 'f8cdda', 'fff1d6', '2a2350'),
  palette('2b5876', '6fa3b8', 'fbe3c2', 'fff6e0', '16394a'),
  palette('0f2027', '2c7a7b', 'f6d365', 'fff3bf', '0b2b2f'),
  palette('355c7d', 'c06c84', 'f8b195', 'ffe5c4', '3a2342'),
  palette('134e5e', '71b280', 'f3f0c8', 'fffbe6', '123f35'),
  palette('41295a', 'b05a8a', 'ffd3a5', 'fff0d9', '2b1738'),
  palette('3a6186', '89a9c9', 'fdeff9', 'ffffff', '24405c'),
  palette('603813', 'd38b5d', 'fce5b8', 'fff7df', '3d2413'),
];

export function planLandscape({ width, height, seed }: PixelSize & { readonly seed: string }): Landscape {
  const digest = createHash('sha256').update(seed).digest();
  /** From 0 up to 1. */
  const chance = (index: number): number => (digest[index % digest.length] ?? 0) / 256;
  const base = Math.min(width, height);
  return {
    width,
    height,
    palette: palettes[Math.floor(chance(0) * palettes.length)] ?? palettes[0],
    sun: {
      x: width * (0.2 + 0.6 * chance(1)),
      y: height * (0.28 + 0.2 * chance(2)),
      radius: base * (0.06 + 0.05 * chance(3)),
    },
    ridges: [0.56, 0.67, 0.79, 0.89].map((level, layer) => {
      const swing = height * (0.05 + 0.035 * chance(4 + layer));
      const [slow, quick] = [1 + 1.5 * chance(8 + layer), 3 + 3 * chance(12 + layer)];
      const [start, offset] = [7 * chance(16 + layer), 7 * chance(20 + layer)];
      return Float32Array.from({ length: width }, (_, x) => {
        const turn = (x / base) * Math.PI;
        return (
          height * level + swing * (Math.sin(turn * slow + start) + 0.35 * Math.sin(turn * quick + offset))
        );
      });
    }),
  };
}

/** Paints row `y` as RGB into `row`, from `offset` on. */
export function paintRow(landscape: Landscape, { y, row, offset }: RowTarget): void {
  const { width, height, palette: colors, ridges } = landscape;
  const fall = Math.min(1, y / (height * 0.7));
  const sky =
    fall < 0.5 ? mix(colors.top, colors.middle, fall * 2) : mix(colors.middle, colors.horizon, fall * 2 - 1);
  for (let x = 0, at = offset; x < width; x++, at += 3) {
    row[at] = sky[0];
    row[at + 1] = sky[1];
    row[at + 2] = sky[2];
  }
  paintSun(landscape, { y, row, offset });
  ridges.forEach((ridge, layer) => {
    const far = mix(colors.horizon, colors.ground, 0.25 + (0.75 * (layer + 1)) / ridges.length);
    const color = mix(far, colors.horizon, 0.16 * (1 - y / height));
    for (let x = 0, at = offset; x < width; x++, at += 3) {
      const cover = y - (ridge[x] ?? height);
      if (cover > 0) {
        blend({ row, at, color, share: Math.min(1, cover) });
      }
    }
  });
}

interface RowTarget {
  readonly y: number;
  readonly row: Uint8Array;
  readonly offset: number;
}

function paintSun({ width, sun, palette: { sun: color } }: Landscape, { y, row, offset }: RowTarget): void {
  const glow = sun.radius * 4.5;
  const down = y - sun.y;
  if (Math.abs(down) >= glow) {
    return;
  }
  const reach = Math.sqrt(glow * glow - down * down);
  const last = Math.min(width - 1, Math.ceil(sun.x + reach));
  for (let x = Math.max(0, Math.floor(sun.x - reach)); x <= last; x++) {
    const square = (x - sun.x) ** 2 + down * down;
    const soft = Math.max(0, 1 - square / (glow * glow));
    const disc = Math.min(1, Math.max(0, sun.radius - Math.sqrt(square)));
    blend({ row, at: offset + x * 3, color, share: Math.max(0.55 * soft * soft, disc) });
  }
}

interface Dot {
  readonly row: Uint8Array;
  readonly at: number;
  readonly color: Color;
  readonly share: number;
}

function blend({ row, at, color, share }: Dot): void {
  row[at] = (row[at] ?? 0) * (1 - share) + color[0] * share;
  row[at + 1] = (row[at + 1] ?? 0) * (1 - share) + color[1] * share;
  row[at + 2] = (row[at + 2] ?? 0) * (1 - share) + color[2] * share;
}

function mix(from: Color, to: Color, share: number): Color {
  const part = (index: 0 | 1 | 2): number => from[index] * (1 - share) + to[index] * share;
  return [part(0), part(1), part(2)];
}

function palette(top: string, middle: string, horizon: string, sun: string, ground: string): Palette {
  const color = (hex: string): Color => {
    const value = Number.parseInt(hex, 16);
    return [value >> 16, (value >> 8) & 255, value & 255];
  };
  return {
    top: color(top),
    middle: color(middle),
    horizon: color(horizon),
    sun: color(sun),
    ground: color(ground),
  };
}
