import assert from 'node:assert/strict';
import { gradients, inks } from '../../../../../src/core/apis/placeholder/placeholderDrawing';
import { layOut } from '../../../../../src/core/apis/placeholder/placeholderLayout';

/** https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio */
function contrast(first: readonly number[], second: readonly number[]): number {
  const luminance = (colour: readonly number[]): number => {
    const [red = 0, green = 0, blue = 0] = colour.map((channel) => {
      const share = channel / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const [dark = 0, light = 0] = [luminance(first), luminance(second)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

const text = (changes = {}) => ({
  title: 'Placeholder',
  pixels: '1024 × 1024 · 10 of 10',
  references: ['logo.png · 800 × 600'],
  prompt: 'A fox in the snow',
  ...changes,
});

describe('placeholder', () => {
  it('is legible on each of its gradients, stripes included', () => {
    for (const colour of gradients.flat()) {
      const stripe = colour.map((channel) => channel + 7);
      for (const ink of Object.values(inks)) {
        assert.ok(contrast(ink, stripe) >= 4.5, `${String(colour)}: ${contrast(ink, stripe)}`);
      }
    }
  });

  it('keeps everything it says inside the image', () => {
    const crowded = text({
      references: Array.from({ length: 14 }, (_, index) => `${'long-'.repeat(40)}${index}.png · 8000 × 6000`),
      prompt: 'word '.repeat(200) + 'x'.repeat(500),
    });
    for (const content of [text(), crowded]) {
      for (const [width, height] of [
        [181, 1448],
        [1448, 181],
        [512, 512],
        [1360, 765],
        [4096, 4096],
        [128, 128],
        [64, 512],
      ] as const) {
        const drawings = layOut(content, { width, height });
        assert.ok(drawings.length >= 2);
        for (const { left, top, width: across, height: down } of drawings) {
          const isInside = left >= 0 && top >= 0 && left + across <= width && top + down <= height;
          assert.ok(isInside, `${width} × ${height}: ${left} ${top} ${across} ${down}`);
        }
      }
    }
  });

  it('tells how many references it has no room for', () => {
    const references = Array.from({ length: 14 }, (_, index) => `${index}.png`);
    const lines = (names: readonly string[]) =>
      layOut(text({ references: names, prompt: '' }), { width: 512, height: 200 });
    assert.ok(lines(references).length < references.length);
    assert.ok(lines(references).length > lines([]).length);
  });
});
