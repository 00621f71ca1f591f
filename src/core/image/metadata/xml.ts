/** Text for XML element content. Characters that XML 1.0 cannot hold, even escaped, become U+FFFD. */
export function escapeXml(text: string): string {
  return text
    .replace(forbidden, '\ufffd')
    .replace(/[&<>"\r]/g, (character) => escapes[character] ?? character);
}

/** Text out of XML element content or an attribute's value. Unknown entities stay as they stand. */
export function unescapeXml(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z]{2,4}));/gi, (whole, ...groups) => {
    const [decimal, hexadecimal, name] = groups as (string | undefined)[];
    if (name !== undefined) {
      return entities[name] ?? whole;
    }
    const code = decimal === undefined ? parseInt(hexadecimal ?? '', 16) : Number(decimal);
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}

/**
 * Whether every element that is opened is closed in order, with no document type (and so no entities of its own):
 * then text can be put in between without a full parser. Linear.
 */
export function isPlainXml(xml: string): boolean {
  const open: string[] = [];
  let at = xml.indexOf('<');
  while (at >= 0) {
    const end = endOfMarkup(xml, at);
    if (end === undefined) {
      return false;
    }
    const markup = xml.slice(at, end);
    const name = /^<\/?([^\s/>]+)/.exec(markup)?.[1] ?? '';
    if (markup.startsWith('</')) {
      if (open.pop() !== name) {
        return false;
      }
    } else if (!/^<[?!]/.test(markup) && !markup.endsWith('/>')) {
      open.push(name);
    }
    at = xml.indexOf('<', end);
  }
  return open.length === 0;
}

// https://www.w3.org/TR/xml/#charsets; Cs are surrogates without their other half.
const forbidden = /[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|\p{Cs}/gu;

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  // Else a reader turns it into a line feed.
  '\r': '&#xD;',
};

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

const closings: readonly (readonly [opening: string, closing: string])[] = [
  ['<!--', '-->'],
  ['<![CDATA[', ']]>'],
  ['<?', '?>'],
];

function endOfMarkup(xml: string, start: number): number | undefined {
  const special = closings.find(([opening]) => xml.startsWith(opening, start));
  if (special) {
    const end = xml.indexOf(special[1], start + special[0].length);
    return end < 0 ? undefined : end + special[1].length;
  }
  if (xml.startsWith('<!', start)) {
    return undefined;
  }
  let quote = '';
  for (let at = start + 1; at < xml.length; at++) {
    const character = xml.charAt(at);
    if (quote !== '') {
      quote = character === quote ? '' : quote;
    } else if (character === '"' || character === "'") {
      quote = character;
    } else if (character === '>') {
      return at + 1;
    }
  }
  return undefined;
}
