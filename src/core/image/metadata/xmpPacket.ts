import { escapeXml, isPlainXml, unescapeXml } from './xml';

/** What Easel says about an image. */
export interface XmpStatement {
  /** IPTC's code for how the image came about. */
  readonly sourceType: 'trainedAlgorithmicMedia' | 'algorithmicMedia';
  /** What the image shows, in words: `dc:description`. */
  readonly description?: string;
  /** The recipe as JSON. */
  readonly recipe?: string;
}

/** A fresh packet. XMP specification part 1, 7.3 */
export function buildPacket(statement: XmpStatement): string {
  const description = rdfDescription(statement, {
    about: '',
    isStated: () => false,
    declaresRdf: false,
  });
  return (
    '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n' +
    '<x:xmpmeta xmlns:x="adobe:ns:meta/">\n' +
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">\n' +
    `${description}</rdf:RDF>\n</x:xmpmeta>\n<?xpacket end="w"?>`
  );
}

/**
 * A packet that keeps all that the provider's says and adds what it does not say. An earlier statement of Easel's
 * is replaced.
 * @returns undefined for a packet that is too unusual to change without a full parser.
 */
export function mergeIntoPacket(packet: string, statement: XmpStatement): string | undefined {
  const others = withoutOwnStatement(packet);
  const place = placeIn(others);
  if (!place || others.includes(namespace) || !isPlainXml(others)) {
    return undefined;
  }
  const description = rdfDescription(statement, {
    about: aboutIn(others, place.prefix),
    isStated: (property) => new RegExp(`:${property}[\\s=/>]`).test(others),
    declaresRdf: place.prefix !== 'rdf',
  });
  return others.slice(0, place.start) + place.before + description + place.behind + others.slice(place.end);
}

/** What other programs leave in a packet to write into, which is of no use where there is no room for it. */
export function withoutPadding(packet: string): string {
  const end = packet.lastIndexOf('<?xpacket end');
  return end < 0 ? packet : `${packet.slice(0, end).trimEnd()}\n${packet.slice(end)}`;
}

interface Place {
  /** That the packet has for RDF. */
  readonly prefix: string;
  readonly start: number;
  readonly end: number;
  readonly before: string;
  readonly behind: string;
}

/** In front of the end of the only list of statements, which may be empty: `<rdf:RDF/>`. */
function placeIn(packet: string): Place | undefined {
  const prefix =
    /xmlns:([\w.-]{1,40})\s{0,5}=\s{0,5}["']http:\/\/www\.w3\.org\/1999\/02\/22-rdf-syntax-ns#["']/u.exec(
      packet,
    )?.[1];
  if (prefix === undefined) {
    return undefined;
  }
  const name = `${prefix.replaceAll('.', '\\.')}:RDF`;
  const closings = Array.from(packet.matchAll(new RegExp(`</${name}\\s{0,20}>`, 'gu')));
  const empty = Array.from(packet.matchAll(new RegExp(`<${name}(?:\\s[^<>]{0,4000})?/>`, 'gu')));
  const [closing] = closings;
  const [opening] = empty;
  if (closings.length + empty.length !== 1) {
    return undefined;
  }
  if (closing) {
    return { prefix, start: closing.index, end: closing.index, before: '', behind: '' };
  }
  const end = (opening?.index ?? 0) + (opening?.[0].length ?? 0);
  return { prefix, start: end - 2, end, before: '>\n', behind: `</${prefix}:RDF>` };
}

/** The JSON of Easel's recipe, whichever of XMP's notations another program may have rewritten it in. */
export function findRecipeText(packet: string): string | undefined {
  const at = packet.indexOf(namespace);
  const prefix =
    at < 0 ? undefined : /xmlns:([\w.-]{1,40})\s?=\s?["']$/.exec(packet.slice(Math.max(0, at - 60), at))?.[1];
  if (prefix === undefined) {
    return undefined;
  }
  // The element that declares the namespace: what stands in front of it may use the same prefix for another one.
  const statement = packet.slice(packet.lastIndexOf('<', at));
  const text =
    between(statement, `<${prefix}:recipe>`, '<') ??
    between(statement, `${prefix}:recipe="`, '"') ??
    between(statement, `${prefix}:recipe='`, "'");
  return text === undefined ? undefined : unescapeXml(text);
}

/** Claims no domain: an experimental URN, whose names no one hands out. */
const namespace = 'urn:x-easel:recipe:1.0:';
const ownStart = `xmlns:easel="${namespace}"`;

interface Surroundings {
  /** Value of `rdf:about`, escaped. */
  readonly about: string;
  /** A property may be stated only once in a packet, and the provider's word stands. */
  readonly isStated: (property: string) => boolean;
  /** The packet calls RDF by another prefix than Easel. */
  readonly declaresRdf: boolean;
}

/** All statements of a packet are about the same thing, so ours takes over the name that it has for it. */
function aboutIn(packet: string, prefix: string): string {
  const start = packet.indexOf(`<${prefix}:Description`);
  const tag = start < 0 ? '' : packet.slice(start, packet.indexOf('>', start));
  const found = /\s[\w.-]{1,40}:about\s?=\s?(?:"([^"]*)"|'([^']*)')/.exec(tag);
  return (found?.[1] ?? found?.[2] ?? '').replaceAll('"', '&quot;');
}

function rdfDescription(
  { sourceType, description, recipe }: XmpStatement,
  { about, isStated, declaresRdf }: Surroundings,
): string {
  const properties = [
    ['DigitalSourceType', 'Iptc4xmpExt', `http://cv.iptc.org/newscodes/digitalsourcetype/${sourceType}`],
    ['CreatorTool', 'xmp', recipe === undefined ? undefined : 'Easel'],
    ['description', 'dc', description],
    ['recipe', 'easel', recipe],
  ] as const;
  const lines = properties.flatMap(([name, prefix, value]) => {
    // The recipe is in a namespace of ours, where no one else's word can stand.
    if (value === undefined || (prefix !== 'easel' && isStated(name))) {
      return [];
    }
    const text = escapeXml(value);
    const content =
      name === 'description' ? `<rdf:Alt><rdf:li xml:lang="x-default">${text}</rdf:li></rdf:Alt>` : text;
    return [`  <${prefix}:${name}>${content}</${prefix}:${name}>\n`];
  });
  return (
    `<rdf:Description rdf:about="${about}" ${ownStart}\n` +
    (declaresRdf ? '  xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"\n' : '') +
    '  xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"\n' +
    '  xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/">\n' +
    `${lines.join('')}</rdf:Description>\n`
  );
}

/** Easel writes its statement as one element without others of its kind inside, so its end is easy to find. */
function withoutOwnStatement(packet: string): string {
  const at = packet.indexOf(ownStart);
  const start = packet.lastIndexOf('<rdf:Description', at);
  const closing = '</rdf:Description>\n';
  const end = packet.indexOf(closing, at);
  return at < 0 || start < 0 || end < 0
    ? packet
    : packet.slice(0, start) + packet.slice(end + closing.length);
}

function between(text: string, opening: string, closing: string): string | undefined {
  const start = text.indexOf(opening);
  const end = start < 0 ? -1 : text.indexOf(closing, start + opening.length);
  return end < 0 ? undefined : text.slice(start + opening.length, end);
}
