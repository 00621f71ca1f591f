import { eachAtMost } from '../../util/atMost';
import { EaselError } from '../../model/errors';
import type { ApiAnswer, CallContext, ReceivedImage } from '../common/api';
import { fetchImage } from './fetchImage';
import type { Found } from './openaiAnswer';

/** Beyond what was asked for: drafts, other sizes, a model that means well. */
const mostUnasked = 16;
const atOnce = 3;

export interface FetchOptions {
  /** Each image says which one it is, as where some of them may be fetched again. */
  readonly numbered?: true;
  /** In place of `fetchImage`, for an address at this place among all. */
  readonly fetch?: (address: string, position: number) => Promise<ReceivedImage>;
}

export interface Fetched extends Required<Pick<ApiAnswer, 'images' | 'leftOut'>> {
  /** The addresses whose images came. */
  readonly addresses: ReadonlySet<string>;
}

/**
 * The images that an answer names, three at a time, and no more of them than were asked for and a few: a provider does not
 * decide how many requests we make. One that cannot be fetched does not take the others with it.
 * @throws what the first fetch threw, where no image came; the signal's reason.
 */
export async function fetchFound(
  found: readonly Found[],
  context: CallContext,
  { numbered, fetch = (address) => fetchImage(address, context) }: FetchOptions = {},
): Promise<Fetched> {
  const { signal } = context;
  const { taken, named } = bounded(found, context);
  if (taken.some(({ each }) => typeof each === 'string')) {
    context.report({ step: 'downloading' });
  }
  const addresses = new Set<string>();
  const results = await inOrder(taken, async ({ each, position }) => {
    const place = numbered && { position };
    if (typeof each !== 'string') {
      return { ...each, ...place };
    }
    signal.throwIfAborted();
    const image = await fetch(each, position);
    addresses.add(each);
    return { ...image, ...place };
  });
  const images = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  const failed = results.flatMap((result) =>
    result.status === 'rejected' ? [result.reason as unknown] : [],
  );
  if (images.length === 0 || signal.aborted) {
    throw failed[0] ?? signal.reason;
  }
  if (named.length > 0) {
    context.log(`Left ${named.length} addresses of this answer unfetched: ${named.join(' ').slice(0, 2000)}`);
  }
  return { images, leftOut: [...failed, ...(named.length > 0 ? [notFetched(named)] : [])], addresses };
}

interface Taken {
  readonly each: Found;
  readonly position: number;
}

function bounded(
  found: readonly Found[],
  { wanted, model }: CallContext,
): { readonly taken: readonly Taken[]; readonly named: readonly string[] } {
  let room = (wanted ?? model.capabilities.imagesPerCall) + mostUnasked;
  const taken: Taken[] = [];
  const named: string[] = [];
  for (const [position, each] of found.entries()) {
    if (typeof each === 'string' && room-- <= 0) {
      named.push(each);
    } else {
      taken.push({ each, position });
    }
  }
  return { taken, named };
}

/** The user can open them; the details of an error are shown in full. */
function notFetched(addresses: readonly string[]): EaselError {
  return new EaselError('unexpectedAnswer', {
    reason: 'tooManyAddresses',
    modelText: addresses.join('\n'),
    maybeBilled: true,
  });
}

/** Like `Promise.allSettled`, with no more than three under way. */
async function inOrder<T, R>(
  items: readonly T[],
  work: (item: T) => Promise<R>,
): Promise<readonly PromiseSettledResult<R>[]> {
  const results: PromiseSettledResult<R>[] = [];
  await eachAtMost(atOnce, items.entries(), async ([at, item]) => {
    [results[at]] = await Promise.allSettled([work(item)]);
  });
  return results;
}
