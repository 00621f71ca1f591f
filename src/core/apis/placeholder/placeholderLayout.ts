import { drawText, lineHeight, measureText, type Drawing } from './bitmapFont';
import type { Dimensions } from '../../../shared/imageFormat';
import { drawPicture } from './placeholderPicture';

/** What a placeholder says. All of it can be written in the bitmap font. */
export interface PlaceholderText {
  readonly title: string;
  readonly pixels: string;
  readonly references: readonly string[];
  readonly prompt: string;
}

/** A drawing at its place in the image, in pixels. */
export interface PlacedDrawing extends Drawing {
  readonly left: number;
  readonly top: number;
  readonly ink: Ink;
}

export type Ink = 'strong' | 'soft';

/** The empty border around everything, in pixels. */
export function marginOf({ width, height }: Dimensions): number {
  return Math.max(4, Math.round(Math.min(width, height) * 0.06));
}

/** Pixels per unit of the small text: 1 at 512, 2 at 1K, 8 at 4K. */
export function unitOf({ width, height }: Dimensions): number {
  return Math.max(1, Math.round(Math.sqrt(width * height) / 512));
}

/** Arranges the text in the middle of the image, as large as fits; what is too long ends in an ellipsis. */
export function layOut(text: PlaceholderText, size: Dimensions): readonly PlacedDrawing[] {
  const margins = marginOf(size) * 3;
  const room = { width: size.width - margins, height: size.height - margins };
  const widest = size.width < size.height ? 0.86 : 0.58;
  const titleScale = scaleFor(text.title, room, { ofWidth: widest, ofHeight: 0.3 });
  const pixelScale = Math.min(
    Math.ceil(titleScale / 2),
    scaleFor(text.pixels, room, { ofWidth: widest, ofHeight: 0.16 }),
  );
  const head: readonly Block[] = [
    { ...drawText(fit(text.title, room.width / titleScale), titleScale), ink: 'strong', gap: 0 },
    { ...drawText(fit(text.pixels, room.width / pixelScale), pixelScale), ink: 'soft', gap: 0 },
  ];
  const scale = Math.min(unitOf(size), pixelScale);
  const left = room.height - heightOf(head) - 2 * paragraphGap * scale;
  const body = bodyBlocks(text, {
    width: Math.floor(Math.min(room.width / scale, widestBody)),
    lines: Math.max(0, Math.floor(left / (scale * lineHeight))),
    scale,
  });
  const blocks = [...head, ...body];
  const withPicture: readonly Block[] = [{ ...drawPicture(titleScale), ink: 'soft', gap: 0 }, ...blocks];
  return place(heightOf(withPicture) <= room.height ? withPicture : blocks, size);
}

interface Block extends Drawing {
  readonly ink: Ink;
  /** Empty pixels above it. */
  readonly gap: number;
}

// In units of the bitmap font: some 60 letters, the longest line that reads well.
const widestBody = 340;
const paragraphGap = 8;
const mostPromptLines = 8;

function scaleFor(
  line: string,
  room: Dimensions,
  share: { readonly ofWidth: number; readonly ofHeight: number },
): number {
  const byWidth = (room.width * share.ofWidth) / measureText(line);
  const byHeight = (room.height * share.ofHeight) / lineHeight;
  return Math.max(1, Math.floor(Math.min(byWidth, byHeight)));
}

function heightOf(blocks: readonly Block[]): number {
  return blocks.reduce((sum, { height, gap }) => sum + height + gap, 0);
}

function place(blocks: readonly Block[], size: Dimensions): readonly PlacedDrawing[] {
  let bottom = Math.floor((size.height - heightOf(blocks)) / 2);
  return blocks.map((block) => {
    const top = bottom + block.gap;
    bottom = top + block.height;
    return { ...block, top, left: Math.floor((size.width - block.width) / 2) };
  });
}

/** References get up to half of the lines, the prompt the rest. */
function bodyBlocks(
  text: PlaceholderText,
  { width, lines, scale }: { readonly width: number; readonly lines: number; readonly scale: number },
): readonly Block[] {
  const wrapped = wrap(text.prompt, width);
  const forReferences = Math.max(Math.ceil(lines / 2), lines - wrapped.length);
  const references = shorten(text.references, forReferences, (rest) => `+ ${rest} more`);
  const forPrompt = Math.max(0, Math.min(mostPromptLines, lines - references.length));
  const prompt = shorten(wrapped, forPrompt, () => '').filter((line) => line !== '');
  if (prompt.length < wrapped.length && prompt.length > 0) {
    prompt[prompt.length - 1] = fit(`${wrapped[prompt.length - 1] ?? ''} …`, width);
  }
  const toBlock = (line: string, index: number, ink: Ink): Block => ({
    ...drawText(fit(line, width), scale),
    ink,
    gap: index === 0 ? paragraphGap * scale : 0,
  });
  return [
    ...references.map((line, index) => toBlock(line, index, 'soft')),
    ...prompt.map((line, index) => toBlock(line, index, 'strong')),
  ];
}

/** At most `limit` lines, the last of which tells how many were left out. */
function shorten(lines: readonly string[], limit: number, rest: (count: number) => string): string[] {
  if (lines.length <= limit) {
    return [...lines];
  }
  return limit <= 0 ? [] : [...lines.slice(0, limit - 1), rest(lines.length - limit + 1)];
}

/** Breaks a text at its spaces, and words that are longer than a line wherever the line ends. */
function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/)) {
    for (const part of breakWord(word, width)) {
      const longer = line === '' ? part : `${line} ${part}`;
      if (measureText(longer) <= width) {
        line = longer;
      } else {
        lines.push(line);
        line = part;
      }
    }
    if (lines.length > mostPromptLines) {
      break;
    }
  }
  return [...lines, line].filter((entry) => entry !== '');
}

function breakWord(word: string, width: number): readonly string[] {
  if (measureText(word) <= width) {
    return [word];
  }
  const parts: string[] = [];
  let part = '';
  for (const letter of word.match(/\P{M}\p{M}*/gu) ?? []) {
    if (measureText(part + letter) > width) {
      parts.push(part);
      part = '';
    }
    part += letter;
  }
  return [...parts, part];
}

/** Takes letters out of the middle, where a file name tells least. */
function fit(line: string, width: number): string {
  let letters = Array.from(line);
  let shown = line;
  while (measureText(shown) > width && letters.length > 2) {
    const middle = Math.floor(letters.length / 2);
    letters = [...letters.slice(0, middle), ...letters.slice(middle + 1)];
    shown = [...letters.slice(0, middle), '…', ...letters.slice(middle)].join('');
  }
  return shown;
}
