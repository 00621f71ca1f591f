import { textEncodingOf } from './textEncoding';

/**
 * Whether an SVG ends with its root element. Comments, instructions and white space may stand behind that
 * (https://www.w3.org/TR/xml/#NT-Misc), and programs sign their files there.
 */
export function isCompleteSvg(bytes: Buffer): boolean {
  const start = Math.max(0, bytes.length - longestTail);
  // Characters of UTF-16 begin at even places.
  const tail = bytes.subarray(start + (start % 2));
  const text = new TextDecoder(textEncodingOf(bytes)).decode(tail);
  const document = text.slice(0, endOfElements(text));
  const isInComment = document.lastIndexOf('<!--') > document.lastIndexOf('-->');
  const endsRoot = /<\/(?:[a-z][\w-]{0,40}:)?svg\s{0,100}>$/iu.test(document.slice(-200));
  return !isInComment && (endsRoot || isEmptyRoot(document, start));
}

/** A longer comment behind an image is none that any program writes. */
const longestTail = 64 * 1024;

/** Where the last element ends: what XML allows behind it is passed over. */
function endOfElements(text: string): number {
  let end = text.length;
  for (;;) {
    while (end > 0 && ' \t\r\n\0'.includes(text.charAt(end - 1))) {
      end -= 1;
    }
    const start = text.startsWith('-->', end - 3)
      ? text.lastIndexOf('<!--', end - 3)
      : text.startsWith('?>', end - 2)
        ? text.lastIndexOf('<?', end - 2)
        : -1;
    if (start < 0) {
      return end;
    }
    end = start;
  }
}

/** `<svg …/>` and nothing else. */
function isEmptyRoot(document: string, start: number): boolean {
  const at = document.search(/<(?:[a-z][\w-]{0,40}:)?svg[\s/>]/iu);
  const root = at < 0 ? '' : document.slice(at);
  const hasWholeAttributes = root.split('"').length % 2 === 1;
  return start === 0 && root.endsWith('/>') && hasWholeAttributes && !root.includes('<', 1);
}
