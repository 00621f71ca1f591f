import { priceOfPartialImages } from './partialImages';

/** An amount in one currency: `USD`, or a provider's own credits. Currencies are never converted. */
export interface Money {
  readonly currency: string;
  readonly amount: number;
}

/** What a call has cost. */
export interface Cost extends Money {
  /** Reckoned by our own table of prices, not said by the provider. */
  readonly isApproximate: boolean;
}

/** Tokens by their kind, as an answer counts them. */
export type TokenKind = 'textInput' | 'imageInput' | 'textOutput' | 'imageOutput';

/** What an answer says of its own cost. */
export interface Usage {
  readonly tokens?: Readonly<Partial<Record<TokenKind, number>>>;
  /** In US dollars. */
  readonly cost?: number;
}

/** What one image costs where what is said here holds; what is left out does not matter. */
export interface ImagePrice {
  readonly size?: string;
  readonly quality?: string;
  readonly withReferences?: boolean;
  readonly amount: number;
}

export interface ModelPrice {
  readonly currency: string;
  /** The first that fits counts; where none does, the price is unknown. */
  readonly images: readonly ImagePrice[];
  /** For a million tokens of a kind. */
  readonly perMillion?: Readonly<Partial<Record<TokenKind, number>>>;
}

/** What of a request decides its price. */
export interface PricedRequest {
  readonly size: string;
  readonly quality: string;
  readonly references: number;
  /** Images. */
  readonly count: number;
  /** Drafts on the way to each. */
  readonly partialImages?: number;
}

export type Estimate = { readonly kind: 'free' | 'unknown' } | ({ readonly kind: 'about' } & Money);

/** What a request will cost, before it is sent. What references and the prompt cost is not in it. */
export function estimate(price: ModelPrice | 'free' | undefined, request: PricedRequest): Estimate {
  if (price === 'free' || price === undefined) {
    return { kind: price ?? 'unknown' };
  }
  const found = price.images.find(
    ({ size = request.size, quality = request.quality, withReferences = request.references > 0 }) =>
      size === request.size && quality === request.quality && withReferences === request.references > 0,
  );
  if (!found) {
    return { kind: 'unknown' };
  }
  const each = found.amount + priceOfPartialImages(request.partialImages ?? 0, price);
  return { kind: 'about', currency: price.currency, amount: rounded(each * request.count) };
}

/** What a call has cost by what its answer says, else by the estimate; `undefined` where neither is known, or it is free. */
export function costOf(
  price: ModelPrice | 'free' | undefined,
  request: PricedRequest,
  { tokens, cost }: Usage = {},
): Cost | undefined {
  if (price === 'free') {
    return undefined;
  }
  if (cost !== undefined) {
    return { currency: 'USD', amount: rounded(cost), isApproximate: false };
  }
  const rates = price?.perMillion;
  // Without the image itself the rest says next to nothing.
  if (price && rates?.imageOutput !== undefined && (tokens?.imageOutput ?? 0) > 0) {
    const amount = tokenKinds.reduce(
      (sum, kind) => sum + ((tokens?.[kind] ?? 0) * (rates[kind] ?? 0)) / 1e6,
      0,
    );
    return { currency: price.currency, amount: rounded(amount), isApproximate: true };
  }
  const expected = estimate(price, request);
  return expected.kind === 'about'
    ? { currency: expected.currency, amount: expected.amount, isApproximate: true }
    : undefined;
}

export interface EstimateSum {
  /** One for each currency, in the order in which they come. */
  readonly amounts: readonly Money[];
  /** Requests of unknown price. */
  readonly unknown: number;
}

export function sumOfEstimates(estimates: readonly Estimate[]): EstimateSum {
  const known = estimates.flatMap((each) => (each.kind === 'about' ? [each] : []));
  return {
    amounts: sumByCurrency(known),
    unknown: estimates.filter(({ kind }) => kind === 'unknown').length,
  };
}

export function sumByCurrency(amounts: readonly Money[]): readonly Money[] {
  const sums = new Map<string, number>();
  for (const { currency, amount } of amounts) {
    sums.set(currency, rounded((sums.get(currency) ?? 0) + amount));
  }
  return Array.from(sums, ([currency, amount]) => ({ currency, amount }));
}

const tokenKinds = [
  'textInput',
  'imageInput',
  'textOutput',
  'imageOutput',
] as const satisfies readonly TokenKind[];

/** To a millionth: sums of fractions must not look like `0.30000000000000004`, nor exceed a limit by that. */
function rounded(amount: number): number {
  return Math.round(amount * 1e6) / 1e6;
}
