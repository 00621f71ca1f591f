/** Where a text links to something, by Markdown or HTML. */
export interface LinkedAddress {
  readonly address: string;
  /** Shown in the text, not merely linked. */
  readonly isImage: boolean;
  /** Of the whole link in the text. */
  readonly start: number;
  readonly end: number;
}

/** As many as anyone means; a text of a stranger may hold any number. */
const mostLinks = 1000;

/**
 * The images and links of a text, in its order. The work is linear in its length, whatever it holds: no pattern runs over
 * the same characters twice.
 */
export function linkedAddresses(text: string): readonly LinkedAddress[] {
  const found = [...markdownLinks(text), ...htmlImages(text)].sort((a, b) => a.start - b.start);
  let end = 0;
  return found.filter((link) => {
    const isFree = link.start >= end;
    end = isFree ? link.end : end;
    return isFree;
  });
}

/** `![label](address "title")` or `[label](address)`. */
function markdownLinks(text: string): readonly LinkedAddress[] {
  const links: LinkedAddress[] = [];
  let searched = 0;
  while (links.length < mostLinks) {
    const middle = text.indexOf('](', searched);
    if (middle < 0) {
      break;
    }
    const start = startOfLabel(text, searched, middle);
    searched = middle + 2;
    if (start !== undefined) {
      const end = endOfAddress(text, searched);
      if (end < 0) {
        break;
      }
      const isImage = start > 0 && text[start - 1] === '!';
      const address = addressIn(text.slice(searched, end));
      links.push({ address, isImage, start: isImage ? start - 1 : start, end: end + 1 });
      searched = end + 1;
    }
  }
  return links;
}

/** The first opening bracket behind the last closing one; that of an image, where there is one. */
function startOfLabel(text: string, from: number, middle: number): number | undefined {
  const before = text.slice(from, middle);
  const behind = before.lastIndexOf(']') + 1;
  const image = before.indexOf('![', behind);
  const bracket = image < 0 ? before.indexOf('[', behind) : image + 1;
  return bracket < 0 ? undefined : from + bracket;
}

/** An address may itself have brackets, as `Lighthouse_(1890).png`, though seldom many. */
const mostBrackets = 3;

/** Where the closing bracket stands; -1 where there is none any more. */
function endOfAddress(text: string, start: number): number {
  let end = text.indexOf(')', start);
  let from = start;
  for (let count = 0; count < mostBrackets && end >= 0; count += 1) {
    const opening = text.slice(from, end).indexOf('(');
    const next = opening < 0 ? -1 : text.slice(end + 1, end + 200).search(/[\s)]/u);
    if (next < 0 || text[end + 1 + next] !== ')') {
      break;
    }
    from = end + 1;
    end = end + 1 + next;
  }
  return end;
}

function addressIn(inner: string): string {
  const trimmed = inner.trim();
  if (trimmed.startsWith('<') && trimmed.includes('>')) {
    return trimmed.slice(1, trimmed.indexOf('>'));
  }
  const end = trimmed.search(/\s/u);
  return end < 0 ? trimmed : trimmed.slice(0, end);
}

/** `<img src="address">`. */
function htmlImages(text: string): readonly LinkedAddress[] {
  const images: LinkedAddress[] = [];
  const opening = /<img\s/giu;
  while (images.length < mostLinks) {
    const start = opening.exec(text)?.index;
    const end = start === undefined ? -1 : text.indexOf('>', start);
    if (start === undefined || end < 0) {
      break;
    }
    const tag = text.slice(start, end);
    const [, double, single, bare] = /\ssrc\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))/iu.exec(tag) ?? [];
    images.push({ address: double ?? single ?? bare ?? '', isImage: true, start, end: end + 1 });
    opening.lastIndex = end + 1;
  }
  return images;
}
