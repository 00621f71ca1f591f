export interface PixelSize {
  readonly width: number;
  readonly height: number;
}

/** Pixels of the class 1K, as Gemini's image models deliver them (ai.google.dev, image generation). */
const pixelsAt1K: Readonly<Record<string, readonly [number, number]>> = {
  '1:1': [1024, 1024],
  '2:3': [848, 1264],
  '3:2': [1264, 848],
  '3:4': [896, 1200],
  '4:3': [1200, 896],
  '4:5': [928, 1152],
  '5:4': [1152, 928],
  '9:16': [768, 1376],
  '16:9': [1376, 768],
  '9:21': [672, 1584],
  '21:9': [1584, 672],
  '1:4': [512, 2048],
  '4:1': [2048, 512],
  '1:8': [368, 2896],
  '8:1': [2896, 368],
};

const scales: Readonly<Record<string, number>> = {
  ...{ '512': 0.5, '768SQ': 0.75, '1K': 1, '1.5K': 1.5, '2K': 2, '3K': 3, '4K': 4 },
};

/** What the real model would deliver. A field that was left out counts as 1:1 and 1K. */
export function pixelSize({ aspectRatio, size }: { aspectRatio: string; size: string }): PixelSize {
  const [width, height] = pixelsAt1K[aspectRatio] ?? sidesOf(aspectRatio);
  const scale = scales[size] ?? 1;
  return { width: width * scale, height: height * scale };
}

/** Of any other ratio: sides that 16 divides, for about as many pixels. */
function sidesOf(aspectRatio: string): readonly [number, number] {
  const [across = 1, down = 1] = /^[\d.]+:[\d.]+$/.test(aspectRatio)
    ? aspectRatio.split(':').map(Number)
    : [];
  const side = (share: number): number => 16 * Math.round(64 * Math.sqrt(share));
  return [side(across / down), side(down / across)];
}

/** The offered ratio that is nearest to some pixels. */
export function nearestRatio({ width, height }: PixelSize, offered: readonly string[]): string {
  const distance = (ratio: string): number => {
    const [across = 1, down = 1] = ratio.split(':').map(Number);
    return Math.abs(Math.log(width / height / (across / down)));
  };
  return offered.reduce((best, ratio) => (distance(ratio) < distance(best) ? ratio : best), '1:1');
}
