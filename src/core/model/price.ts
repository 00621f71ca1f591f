/** An amount in one currency: `USD`, or a provider's own credits. Currencies are never converted. */
export interface Money {
  readonly currency: string;
  readonly amount: number;
}

/** What a call has cost. */
export interface Cost extends Money {
  /** Reckoned by our own table of prices, not said by the provider. */
  readonly isApproximate: boolean;
  /** It may have been less, as where the model was left to choose what decides the price. */
  readonly isAtMost?: true | undefined;
}

/** Limits go by the amount, which is the most that it can be. */
export interface MoneyRange extends Money {
  /** The least that it can be, where that is less. */
  readonly atLeast?: number;
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
  /** Where sources differ, or prompts do: the amount is the most that it may be, and this the least. */
  readonly atLeast?: number;
}

export interface ModelPrice {
  readonly currency: string;
  /**
   * The first that fits counts. Where none does and something was left to the model, its price is somewhere among those
   * that it may choose; where there are none of these either, it is unknown.
   */
  readonly images: readonly ImagePrice[];
  /** Of each reference, for each image. */
  readonly perReference?: number;
  /** For a million tokens of a kind. */
  readonly perMillion?: Readonly<Partial<Record<TokenKind, number>>>;
  /** Of Easel's own table: the day on which it was right, such as `2026-11-30`, or the month. */
  readonly asOf?: string;
}
