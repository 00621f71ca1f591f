import { EaselError } from '../../model/errors';
import { sniffFormat } from '../../image/sniff';
import type { ApiAnswer, CallContext } from '../common/api';
import { excerptOf } from './answerExcerpt';
import { fetchImage } from './fetchImage';
import { fetchFound, type Fetched } from './fetchFound';
import { findAnywhere, type FoundAnywhere } from './findAnywhere';
import { joinEvents } from './joinEvents';
import type { Found } from './openaiAnswer';

export interface AnswerWithImages {
  /** Found where the API has them. */
  readonly known: readonly Found[];
  /** The whole answer, in which they are looked for otherwise. */
  readonly body: unknown;
  /** All that the model said, with the addresses in it. */
  readonly text: string;
  readonly facts: Pick<ApiAnswer, 'requestId'>;
  /** The answer itself says that there is no image: then an address in it is no image either. */
  readonly isRefused: boolean;
}

/**
 * The images of an answer: from their known places, or else from wherever they stand.
 * @returns `undefined` where there are none.
 * @throws EaselError where an address is an image's, and it cannot be fetched.
 */
export async function collectImages(
  answer: AnswerWithImages,
  context: CallContext,
): Promise<Fetched | undefined> {
  const { known, body, isRefused } = answer;
  const fetch = { fetch: (url: string) => fetchPaid(url, context, answer) };
  if (known.some((each) => typeof each === 'string' || sniffFormat(each.bytes) !== undefined)) {
    return fetchFound(known, context, fetch);
  }
  const { found, links } = lookThrough(body);
  const meant = isRefused ? found.filter((each) => typeof each !== 'string') : found;
  if (meant.length > 0) {
    context.log('The images stood where answers of this kind have none.');
    return fetchFound(meant, context, fetch);
  }
  const linked = isRefused || links.length === 0 ? undefined : await tryLinks(links, context);
  return linked ?? (known.length === 0 ? undefined : fetchFound(known.map(quoting(body)), context, fetch));
}

/** Bytes that are no image may be one that Easel does not know, or an answer that it does not understand. */
function quoting(body: unknown): (each: Found) => Found {
  const excerpt = excerptOf(body);
  return (each) => (typeof each === 'string' ? each : { ...each, excerpt });
}

/** Events are joined first, since an image may be cut into any number of them, and else each is looked at. */
function lookThrough(body: unknown): FoundAnywhere {
  const joined = findAnywhere(joinEvents(body));
  if (!Array.isArray(body) || joined.found.length > 0) {
    return joined;
  }
  const each = findAnywhere(body);
  if (joined.links.length === 0) {
    return each;
  }
  // An address in a piece of a text may have been cut.
  const addresses = each.found.filter((found) => typeof found === 'string');
  return {
    found: each.found.filter((found) => typeof found !== 'string'),
    links: Array.from(new Set([...joined.links, ...addresses])),
  };
}

/** What a model links to may be its image, or anything else; then nothing is wrong with it. */
async function tryLinks(links: readonly string[], context: CallContext): Promise<Fetched | undefined> {
  try {
    // A page that is not there will not be there in a few seconds either.
    const fetch = (address: string): ReturnType<typeof fetchImage> =>
      fetchImage(address, context, { isFresh: false });
    const fetched = await fetchFound(links, context, { fetch });
    const images = fetched.images.filter(({ bytes }) => sniffFormat(bytes) !== undefined);
    return images.length > 0 ? { ...fetched, images, leftOut: [] } : undefined;
  } catch (error) {
    if (!(error instanceof EaselError)) {
      throw error;
    }
    return undefined;
  }
}

/** The image was made, wherever it is, so where it cannot be fetched the user gets its address. */
async function fetchPaid(
  url: string,
  context: CallContext,
  { text, facts }: Pick<AnswerWithImages, 'text' | 'facts'>,
): ReturnType<typeof fetchImage> {
  try {
    return await fetchImage(url, context);
  } catch (error) {
    if (!(error instanceof EaselError)) {
      throw error;
    }
    const modelText = text.includes(url) ? text : `${text}\n${url}`.trim();
    const details = { ...error.details, ...facts, modelText, maybeBilled: true };
    throw new EaselError(error.kind, details, { cause: error.cause });
  }
}
