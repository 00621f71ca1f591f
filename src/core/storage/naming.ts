import { isDeviceName } from '../util/pathSegment';

/**
 * A file name (without ending) that tells what the prompt asks for: its letters and digits in lower case, words
 * joined by `-`, at most 60 characters and 200 bytes of UTF-8. `image` where the prompt has no letters or digits.
 */
export function slugOf(prompt: string): string {
  // An apostrophe belongs to its word: "don't" becomes "dont".
  const text = prompt
    .slice(0, longestRead)
    .replace(/(?<=\p{L})['’](?=\p{L})/gu, '')
    .toLowerCase()
    .normalize('NFC');
  const words = text.match(/[\p{L}\p{N}][\p{L}\p{N}\p{M}]*/gu) ?? [];
  let slug = '';
  for (const word of words) {
    const longer = slug === '' ? word : `${slug}-${word}`;
    if (!fits(longer)) {
      break;
    }
    slug = longer;
  }
  // A first word that is too long by itself (many scripts have no spaces) is cut instead.
  const stem = slug || cut(words[0] ?? '') || 'image';
  return isDeviceName(stem) ? `${stem}-image` : stem;
}

/** Name (without ending) for the edited version of an image: `fox` becomes `fox-edit`, and so does `fox-edit-2`. */
export function editNameOf(originalStem: string): string {
  const original = originalStem.toWellFormed().replace(/-edit(?:-\d+)?$/u, '');
  return `${cut(original, { characters: Infinity, bytes: maxBytes }) || 'image'}-edit`;
}

/** Name (without ending) for an image brought to other pixels: `fox` becomes `fox-512x512`, and so does `fox-64x64`. */
export function fittedNameOf(
  originalStem: string,
  { width, height }: { readonly width: number; readonly height: number },
): string {
  const original = originalStem.toWellFormed().replace(/-\d+x\d+(?:-\d+)?$/u, '');
  return `${cut(original, { characters: Infinity, bytes: maxBytes }) || 'image'}-${width}x${height}`;
}

/**
 * The first of `stem.ending`, `stem-2.ending`, `stem-3.ending` … that no file has. Names that differ only in
 * case or in how accents are composed are the same file on macOS and Windows, so they count as taken.
 * @param ending without a dot
 */
export function firstFreeName(stem: string, ending: string, takenNames: Iterable<string>): string {
  const taken = new Set(Array.from(takenNames, fold));
  let name = `${stem}.${ending}`;
  for (let number = 2; taken.has(fold(name)); number++) {
    name = `${stem}-${number}.${ending}`;
  }
  return name;
}

const maxCharacters = 60;
const maxBytes = 200;
// Far more than a name can hold, whatever of it is dropped.
const longestRead = 4000;

interface Limits {
  readonly characters: number;
  readonly bytes: number;
}

const slugLimits: Limits = { characters: maxCharacters, bytes: maxBytes };

function fits(text: string, { characters, bytes }: Limits = slugLimits): boolean {
  return Array.from(text).length <= characters && Buffer.byteLength(text) <= bytes;
}

/** As many whole letters, each with its marks, as fit. */
function cut(text: string, limits: Limits = slugLimits): string {
  if (fits(text, limits)) {
    return text;
  }
  let start = '';
  for (const letter of text.match(/\P{M}\p{M}*/gu) ?? []) {
    if (!fits(start + letter, limits)) {
      break;
    }
    start += letter;
  }
  return start;
}

/** Upper case as the last step also unites ß with ss and the forms of sigma. */
function fold(name: string): string {
  return name.normalize('NFD').toLowerCase().toUpperCase().normalize('NFC');
}
