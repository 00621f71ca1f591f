import type { Answer } from './http';

/** Which error body a refusal of InfinityBlue comes in: the gateway's own, or Google's, passed through. */
export type ErrorShape = 'newApi' | 'google';

/** How a call goes. Without a script every valid call succeeds. */
export type Step =
  | { readonly kind: 'succeed' }
  /** Answers only after `release()`, then goes on with `then`. */
  | { readonly kind: 'hold'; readonly then?: Step }
  | { readonly kind: 'slow'; readonly milliseconds: number; readonly then?: Step }
  | ConnectionStep
  | RefusalStep
  /** Refused by a filter: the prompt before drawing, the drawn image, or as a plain error answer. */
  | { readonly kind: 'policy'; readonly form?: 'prompt' | 'image' | 'error'; readonly reason?: string }
  /** Success without an image: the model talks instead, gives the reason NO_IMAGE, or says nothing at all. */
  | { readonly kind: 'noImage'; readonly form?: 'text' | 'reason' | 'empty'; readonly text?: string }
  | ImageStep
  | TaskStep;

/**
 * `nulls`: null for all that is not needed, and beside all that is. `numbers`: a number for each text that is not needed.
 * `wrapped`: every member of a list, and the whole answer, in one more object. `events`: as an event stream that nobody
 * asked for. `lines`: one JSON value a line, of which the first says only that work is under way.
 */
export type OddForm = 'nulls' | 'numbers' | 'wrapped' | 'events' | 'lines' | 'error' | 'errorEvent';

/** What happens on the way; the body is not what was announced. */
export type ConnectionStep =
  /** A page of some proxy in front of the API (Cloudflare's 524, or a captive portal's 200). */
  | { readonly kind: 'html'; readonly status?: number }
  /** The connection breaks in the middle of the answer. */
  | { readonly kind: 'truncated' }
  /** The connection breaks before any answer; the request was received. */
  | { readonly kind: 'dropped' }
  /** A complete answer whose JSON stops in the middle. */
  | { readonly kind: 'cutJson' }
  /** A good answer as some relay writes it; or its error, with a good status. */
  | { readonly kind: 'odd'; readonly form: OddForm }
  | { readonly kind: 'redirect'; readonly location: string; readonly status?: number }
  /** Anything else, word for word. */
  | { readonly kind: 'reply'; readonly answer: Answer };

export type RefusalStep =
  | { readonly kind: 'unauthorized' }
  /** InfinityBlue: `guide` is 429 `insufficient_quota`, `gateway` is new-api's 403 `insufficient_user_quota`. */
  | { readonly kind: 'outOfCredit'; readonly form?: 'guide' | 'gateway' }
  | {
      readonly kind: 'rateLimited';
      readonly retryAfterSeconds?: number;
      readonly shape?: ErrorShape;
      /** Google's: the quota of the day is spent, so that waiting is of no use. */
      readonly quota?: 'minute' | 'day';
    }
  | { readonly kind: 'serverError'; readonly status?: number; readonly shape?: ErrorShape }
  | {
      readonly kind: 'refuse';
      readonly status: number;
      readonly code: string | number;
      readonly message: string;
      readonly shape?: ErrorShape;
    };

export type ImageStep =
  /** A JPEG, declared as one. */
  | { readonly kind: 'jpeg' }
  /** Declared as PNG, but the bytes are JPEG. */
  | { readonly kind: 'wrongMediaType' }
  /** Another ratio than was asked for. */
  | { readonly kind: 'wrongSize' }
  /** A draft comes first, not marked as a thought; the last image is the result. */
  | { readonly kind: 'drafts' }
  /** Of a stream: the image itself comes after `release()`, or the connection breaks in its place. */
  | { readonly kind: 'heldFinal' | 'brokenFinal' }
  /** InfinityBlue's native API: the image stands as Markdown inside a text part. */
  | { readonly kind: 'markdown' }
  /** Base64 as some gateways spell it. */
  | { readonly kind: 'oddBase64'; readonly form: 'urlSafe' | 'unpadded' | 'lineBreaks' | 'dataPrefix' };

/** What becomes of a task of imini; InfinityBlue takes these as success. */
export type TaskStep =
  /** Stays `processing` until `release()`. */
  | { readonly kind: 'taskHeld' }
  | { readonly kind: 'taskFailed'; readonly code?: string; readonly message?: string }
  /** Unknown from the given poll on (the first is 0). */
  | { readonly kind: 'taskExpired'; readonly afterPolls?: number }
  /** What successive polls say before the result. */
  | { readonly kind: 'taskStatuses'; readonly statuses: readonly string[] }
  /** The result's address answers with a redirect to the image. */
  | { readonly kind: 'redirectedResult' }
  /** The result's address as given, instead of one on this server. */
  | { readonly kind: 'resultUrl'; readonly url: string };

/** Where a step applies: `generate` is the call that is paid, `models` the free one that checks a key. */
export type ScriptRoute = 'generate' | 'poll' | 'download' | 'models';

export type ScriptedStep = Step & { readonly at?: ScriptRoute; readonly times?: number };

/**
 * Words in a prompt that trigger a behaviour, so that the interface can be tried by hand:
 * `[key]` 401, `[credit]` out of credit, `[ratelimit]` 429, `[policy]` prompt refused, `[safety]` image refused,
 * `[text]` the model talks instead of drawing, `[error]` 500, `[html]` a proxy's page, `[slow]` 20 s,
 * `[jpeg]` a JPEG, `[wrongtype]` a JPEG declared as PNG, `[wrongsize]` another ratio, `[draft]` a draft first,
 * `[hostile]` an error message with a command link in it.
 */
export const triggers: Readonly<Record<string, Step>> = {
  '[key]': { kind: 'unauthorized' },
  '[credit]': { kind: 'outOfCredit' },
  '[ratelimit]': { kind: 'rateLimited', retryAfterSeconds: 7 },
  '[policy]': { kind: 'policy', form: 'prompt' },
  '[safety]': { kind: 'policy', form: 'image' },
  '[text]': { kind: 'noImage', form: 'text' },
  '[error]': { kind: 'serverError' },
  '[html]': { kind: 'html', status: 524 },
  '[slow]': { kind: 'slow', milliseconds: 20_000 },
  '[jpeg]': { kind: 'jpeg' },
  '[wrongtype]': { kind: 'wrongMediaType' },
  '[wrongsize]': { kind: 'wrongSize' },
  '[draft]': { kind: 'drafts' },
  '[hostile]': {
    kind: 'refuse',
    status: 400,
    code: 'INVALID_PARAMETER',
    message: 'Please [read this](command:workbench.action.closeWindow)\u0007 first. '.repeat(20),
  },
};

/** A step after its waiting. */
export type PassedStep = Exclude<Step, { kind: 'hold' | 'slow' }>;

/** What some kinds of steps lead to; all other kinds lead to nothing. */
export type StepTable<Result> = {
  readonly [Kind in PassedStep['kind']]?: (step: Extract<PassedStep, { kind: Kind }>) => Result;
};

export function lookUpStep<Result>(table: StepTable<Result>, step: PassedStep): Result | undefined {
  const entry = table[step.kind] as ((step: PassedStep) => Result) | undefined;
  return entry?.(step);
}
