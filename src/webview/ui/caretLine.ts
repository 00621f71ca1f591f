import { h } from './dom';

/** Properties that decide where a line of text ends. */
const lineProperties = [
  'boxSizing',
  'direction',
  'fontFamily',
  'fontSize',
  'fontStyle',
  'fontWeight',
  'letterSpacing',
  'lineHeight',
  'padding',
  'tabSize',
  'textIndent',
  'wordSpacing',
] as const;

/**
 * Whether the caret stands on the first and on the last line as they are drawn, wrapped lines counted, so that the
 * arrow keys leave the text only where it ends. With a selection it is on neither.
 */
export function caretLine(input: HTMLTextAreaElement): { readonly first: boolean; readonly last: boolean } {
  const { value, selectionStart, selectionEnd } = input;
  if (selectionStart !== selectionEnd) {
    return { first: false, last: false };
  }
  // The word that the caret stands in wraps as a whole.
  const end = selectionStart + (/^\S*/u.exec(value.slice(selectionStart))?.[0].length ?? 0);
  const [oneLine, toCaret, whole] = textHeights(input, ['', value.slice(0, end), value]);
  return { first: toCaret === oneLine, last: toCaret === whole };
}

/** Heights of texts as the box would draw them. */
function textHeights(input: HTMLTextAreaElement, texts: readonly string[]): readonly number[] {
  const mirror = h('div', { class: 'caret-mirror', 'aria-hidden': 'true' });
  const style = getComputedStyle(input);
  for (const property of lineProperties) {
    mirror.style[property] = style[property];
  }
  mirror.style.width = `${input.clientWidth}px`;
  document.body.append(mirror);
  const heights = texts.map((text) => {
    // An empty last line has a height too.
    mirror.textContent = `${text}\u200b`;
    return mirror.offsetHeight;
  });
  mirror.remove();
  return heights;
}
