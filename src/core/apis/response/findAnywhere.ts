import { LongText } from '../../http/response/longText';
import type { ReceivedImage } from '../common/api';
import { isDraftEvent } from './joinEvents';
import { linkedAddresses } from './linkedAddresses';
import { certainImagesOf, saidIn, type LongString } from './responseText';
import type { Found } from './openaiAnswer';
import { unwrapJson } from './valueAt';

/** What an answer holds that may be an image, wherever it stands. */
export interface FoundAnywhere {
  /** Images, or else addresses that are meant as such. */
  readonly found: readonly Found[];
  /** Addresses that may lead anywhere, as of a link in a text. */
  readonly links: readonly string[];
}

/** Values that are looked at, and addresses that are kept. */
const mostVisited = 20_000;
const mostAddresses = 1000;

/** What was sent, which some services say again, and what says how it went. */
const notResults =
  /^(?:inputs?|requests?|prompts?|param(?:eter)?s|init_images|image_input|input_\w+|\w*references?|mask\w*|webhook\w*|errors?|detail|logs?|\$schema|@type)$/iu;
/** Addresses of the service itself. */
const notImages =
  /(?:status|cancel|poll(?:ing)?|response|result_?path|docs?|documentation|help|support|upgrade|terms|policy|homepage|website|console|dashboard)(?:_?(?:url|link|uri|href))?$|^(?:get|stream|web|urls|links?_self)$/iu;
/** Better than nothing. */
const lesser = /partial|preview|thumb|draft|avatar|logo|icon/iu;

/** An address or an image is longer. */
const shortestFind = 6;

const imageEnding = /\.(?:png|jpe?g|webp|gif|avif|svg|heic|bmp|tiff?)(?:[?#]|$)/iu;

/** In the middle of a text, without the sign that ends its sentence. */
const plainAddress = /https?:\/\/[^\s<>"'`()[\]{}|\\^]{1,2000}(?<![.,;:!?])/giu;

interface Visited {
  readonly value: unknown;
  /** Of the field that it stands in. */
  readonly name: string;
  readonly isLesser: boolean;
}

/**
 * Looks through a whole answer, whatever its shape: for base64 that begins as an image does, data URIs, addresses in
 * fields, and images in Markdown or HTML. The work is bounded, and goes in the order of the answer.
 */
export function findAnywhere(body: unknown): FoundAnywhere {
  const finds = new Finds();
  const left: Visited[] = [{ value: body, name: '', isLesser: false }];
  let visited = 0;
  for (let next = left.pop(); next && visited < mostVisited; next = left.pop()) {
    visited += 1;
    const value = unwrapJson(next.value);
    if (typeof value === 'string' || value instanceof LongText) {
      finds.look(value, next);
    } else if (typeof value === 'object' && value !== null && !isAside(value)) {
      left.push(...membersOf(value, next, mostVisited - visited).reverse());
    }
    // JSON in a text has no embedded bytes any more: they are beside it.
    if (value !== next.value && next.value instanceof LongText) {
      finds.look(next.value, next);
    }
  }
  return finds.toFound();
}

/** What the user said, what the model only thought, and what is on the way. */
function isAside(value: object): boolean {
  const { role, thought } = value as { readonly role?: unknown; readonly thought?: unknown };
  return role === 'user' || role === 'system' || thought === true || isDraftEvent(value);
}

function membersOf(value: object, { name, isLesser }: Visited, most: number): Visited[] {
  if (Array.isArray(value)) {
    return (value.slice(0, most) as unknown[]).map((member) => ({ value: member, name, isLesser }));
  }
  const members: Visited[] = [];
  for (const key in value) {
    if (members.length >= most) {
      break;
    }
    if (Object.hasOwn(value, key) && !notResults.test(key)) {
      const member = (value as Readonly<Record<string, unknown>>)[key];
      members.push({ value: member, name: key, isLesser: isLesser || lesser.test(key) });
    }
  }
  return members;
}

class Finds {
  readonly #images: ReceivedImage[] = [];
  readonly #lesserImages: ReceivedImage[] = [];
  readonly #addresses = new Set<string>();
  readonly #lesserAddresses = new Set<string>();
  readonly #links = new Set<string>();

  look(value: LongString, { name, isLesser }: Visited): void {
    if (typeof value === 'string' && value.length < shortestFind) {
      return;
    }
    const images = certainImagesOf(value);
    if (images.length > 0) {
      (isLesser ? this.#lesserImages : this.#images).push(...images);
      return;
    }
    const text = saidIn([value]).trim();
    if (isAddress(text, name)) {
      this.#keep(text, isLesser ? this.#lesserAddresses : this.#addresses);
      return;
    }
    for (const { address, isImage } of linkedAddresses(text)) {
      if (/^https?:/iu.test(address)) {
        this.#keep(address, isImage || imageEnding.test(address) ? this.#addresses : this.#links);
      }
    }
    for (const [address] of text.matchAll(plainAddress)) {
      if (imageEnding.test(address)) {
        this.#keep(address, this.#links);
      }
    }
  }

  toFound(): FoundAnywhere {
    const ranks: readonly (readonly Found[])[] = [
      withoutRepeats(this.#images),
      [...this.#addresses],
      withoutRepeats(this.#lesserImages),
      [...this.#lesserAddresses],
    ];
    return { found: ranks.find((rank) => rank.length > 0) ?? [], links: [...this.#links] };
  }

  #keep(address: string, addresses: Set<string>): void {
    if (addresses.size < mostAddresses) {
      addresses.add(address);
    }
  }
}

function isAddress(text: string, name: string): boolean {
  const isWhole = /^https?:\/\/\S+$/iu.test(text);
  const isOwnPath = /^\/\S+$/u.test(text);
  return (isWhole && !notImages.test(name)) || ((isWhole || isOwnPath) && imageEnding.test(text));
}

/** The same image often stands in two places. */
function withoutRepeats(images: readonly ReceivedImage[]): readonly ReceivedImage[] {
  return images.filter(
    ({ bytes }, index) =>
      !images
        .slice(0, Math.min(index, mostCompared))
        .some((other) => Buffer.compare(other.bytes, bytes) === 0),
  );
}

/** Comparing each with each would be the square of however many a stranger sends. */
const mostCompared = 16;
