import type { Cost, ImagePrice, ModelPrice, Money, MoneyRange, TokenKind, Usage } from '../model/price';

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

/** With the day that the price is of, where it is from Easel's table. */
export type Estimate =
  { readonly kind: 'free' | 'unknown' } | ({ readonly kind: 'about'; readonly asOf?: string } & MoneyRange);

/** What a request will cost, before it is sent. What the prompt costs is not in it, nor are references that count as tokens. */
export function estimate(price: ModelPrice | 'free' | undefined, request: PricedRequest): Estimate {
  if (price === 'free' || price === undefined) {
    return { kind: price ?? 'unknown' };
  }
  const found = pricesFor(request, price);
  if (found.length === 0) {
    return { kind: 'unknown' };
  }
  const added =
    priceOfPartialImages(request.partialImages ?? 0, price) + request.references * (price.perReference ?? 0);
  const total = (amount: number): number => rounded((amount + added) * request.count);
  const amount = total(Math.max(...found.map((each) => each.amount)));
  const atLeast = total(Math.min(...found.map((each) => each.atLeast ?? each.amount)));
  const { currency, asOf } = price;
  return {
    ...{ kind: 'about', currency, amount },
    ...(atLeast < amount && { atLeast }),
    ...(asOf !== undefined && { asOf }),
  };
}

/** The price of exactly this, or else all that what was left to the model may come to. */
function pricesFor(request: PricedRequest, { images }: ModelPrice): readonly ImagePrice[] {
  const hasReferences = request.references > 0;
  const fitting = images.filter(
    ({ withReferences = hasReferences, size = request.size, quality = request.quality }) =>
      withReferences === hasReferences &&
      (size === request.size || request.size === '') &&
      (quality === request.quality || request.quality === ''),
  );
  const exact = fitting.find(
    ({ size = request.size, quality = request.quality }) =>
      size === request.size && quality === request.quality,
  );
  // A table may say what is drawn where the size is left to the model, while the quality is its own choice.
  const sized = fitting.filter(({ size = request.size }) => size === request.size);
  return exact ? [exact] : sized.length > 0 ? sized : fitting;
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
    ? {
        currency: expected.currency,
        amount: expected.amount,
        isApproximate: true,
        ...(expected.atLeast !== undefined && { isAtMost: true }),
      }
    : undefined;
}

export interface EstimateSum {
  /** One for each currency, in the order in which they come. */
  readonly amounts: readonly MoneyRange[];
  /** Requests of unknown price. */
  readonly unknown: number;
  /** The days that the prices are of, oldest first: one, or the oldest and the newest. */
  readonly asOf: readonly string[];
}

export function sumOfEstimates(estimates: readonly Estimate[]): EstimateSum {
  const known = estimates.flatMap((each) => (each.kind === 'about' ? [each] : []));
  const days = Array.from(new Set(known.flatMap((each) => each.asOf ?? []))).sort();
  return {
    amounts: sumOfRanges(known),
    unknown: estimates.filter(({ kind }) => kind === 'unknown').length,
    asOf: days.filter((_, index) => index === 0 || index === days.length - 1),
  };
}

function sumOfRanges(ranges: readonly MoneyRange[]): readonly MoneyRange[] {
  const least = sumByCurrency(
    ranges.map(({ currency, amount, atLeast = amount }) => ({ currency, amount: atLeast })),
  );
  return sumByCurrency(ranges).map((sum, index) => {
    const { amount: atLeast } = least[index] ?? sum;
    return atLeast < sum.amount ? { ...sum, atLeast } : sum;
  });
}

/** One for each currency, as exact as the least exact of them. */
export function sumOfCosts(costs: readonly Cost[]): readonly Cost[] {
  return sumByCurrency(costs).map((sum) => {
    const own = costs.filter(({ currency }) => currency === sum.currency);
    return {
      ...sum,
      isApproximate: own.some((each) => each.isApproximate),
      ...(own.some((each) => each.isAtMost) && { isAtMost: true }),
    };
  });
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

/** Output tokens that each costs: https://developers.openai.com/api/reference/resources/images */
const tokensEach = 100;

/** What so many of them cost. */
export function priceOfPartialImages(count: number, { perMillion }: ModelPrice): number {
  return (count * tokensEach * (perMillion?.imageOutput ?? 0)) / 1e6;
}
