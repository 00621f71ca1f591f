/**
 * The first characters of a text, counted in UTF-16 units. Never half of a character, also where the text itself holds
 * one: what is written or shown is well-formed.
 */
export function startOf(text: string, most: number): string {
  return withoutHalf(text.slice(0, most), text).toWellFormed();
}

/** As `startOf`, with an ellipsis in the place of what was cut off. */
export function excerptOfText(text: string, most: number): string {
  return text.length > most ? `${startOf(text, most - 1)}…` : text.toWellFormed();
}

function withoutHalf(start: string, whole: string): string {
  const last = start.charCodeAt(start.length - 1);
  const isHalf = start.length < whole.length && last >= 0xd800 && last <= 0xdbff;
  return isHalf ? start.slice(0, -1) : start;
}
