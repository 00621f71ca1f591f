import { startOf } from '../../shared/boundedText';
import type { RequestProblem } from '../../shared/requestProblem';

/**
 * Everything that can go wrong, as the user sees it. Closed on purpose: a new kind does not compile
 * until it has words and a next action in `extension/text/errorText.ts`.
 */
export const errorKinds = [
  'invalidRequest',
  'unauthorized',
  'outOfCredit',
  'rateLimited',
  'refusedByPolicy',
  'noImage',
  'timedOut',
  'taskExpired',
  'unreachable',
  'unexpectedAnswer',
  'cannotReadReference',
  'cannotSave',
] as const;

export type ErrorKind = (typeof errorKinds)[number];

/** A field of a provider's row, and the value that helps: a name in it is the server's. */
export type RowOffer =
  | { readonly field: 'referenceFields' | 'maskField'; readonly value: string }
  | { readonly field: 'streaming'; readonly value: false };

/** What is known of a key by its looks, or by what was said of it, beyond that it was refused. */
export type KeyFault = 'googleStandardKey';

/** Facts about a failure. Texts in here are a stranger's: show them only through `extension/text/plainText.ts`. */
export interface ErrorDetails {
  /** What is wrong with the request, where Easel itself found it before anything was sent. */
  readonly problem?: RequestProblem;
  /** HTTP status of the answer. */
  readonly status?: number;
  /** The provider's own error code, as it stands in the answer. */
  readonly code?: string;
  /** The provider's own message. */
  readonly providerMessage?: string;
  /** What the model said instead of (or beside) drawing. */
  readonly modelText?: string;
  /** The provider's reason for a refusal, such as `IMAGE_SAFETY`. */
  readonly reason?: string;
  /** Where the reason is `address`: what is wrong with it. `host` then names its port as well. */
  readonly addressFault?: AddressFault;
  /** The start of an answer that Easel does not understand. */
  readonly excerpt?: string;
  /** The provider's id of the request; its support asks for it. */
  readonly requestId?: string;
  /** Fields of the request that the provider names as wrong. */
  readonly field?: string;
  /** What a row of the settings would have to say for the provider to take the request. */
  readonly offer?: RowOffer;
  /** What a refusal is about, where that is known: a model that is not there, or an address that leads nowhere. */
  readonly subject?: 'model' | 'address';
  /** What is known of a key that was refused. */
  readonly keyFault?: KeyFault;
  /** Host name that was being talked to. */
  readonly host?: string;
  /** What was asked, without its query. */
  readonly address?: string;
  /** The operating system's or TLS's code, such as `ECONNREFUSED`. */
  readonly networkCode?: string;
  /** The file concerned, as the user knows it. */
  readonly file?: string;
  /** Length of the file concerned. */
  readonly byteLength?: number;
  /** Where bytes are kept that arrived but are no whole image. */
  readonly keptAs?: string;
  /** Seconds the provider asks to wait. */
  readonly retryAfterSeconds?: number;
  /** The request may have reached the provider and may be charged although no image arrived. */
  readonly maybeBilled?: boolean;
  /** The provider's asynchronous task, which may still finish. */
  readonly taskId?: string;
  /** The task has ended: asking for it again brings nothing. */
  readonly taskOver?: boolean;
}

/** The one error class of Easel. It carries a kind and data, never a sentence for the user. */
export class EaselError extends Error {
  override readonly name = 'EaselError';

  readonly details: ErrorDetails;

  constructor(
    readonly kind: ErrorKind,
    details: ErrorDetails = {},
    options?: ErrorOptions,
  ) {
    const bounded = boundedDetails(details);
    super(`${kind} ${JSON.stringify(bounded)}`, options);
    this.details = bounded;
  }
}

/** Of a text of a stranger, who may have sent megabytes: whoever reads an error reads less than this. */
const longestText = 8000;

function boundedDetails(details: ErrorDetails): ErrorDetails {
  return Object.fromEntries(
    Object.entries(details).map(([name, value]: [string, unknown]) => [
      name,
      typeof value === 'string' ? startOf(value, longestText) : value,
    ]),
  );
}

/**
 * The user cancelled, and the provider has stopped the task as well: nothing goes on there. Its name is that of all
 * cancelling.
 */
export class TaskStopped extends Error {
  override readonly name = 'AbortError';

  /** @param maybeBilled it was stopped in the middle of the work, or nobody knows whether that had begun. */
  constructor(readonly maybeBilled = false) {
    super('The provider has stopped the task.');
  }
}

/** Why a result is not fetched from where an answer says that it lies. */
export type AddressFault =
  /** No address at all. */
  | 'malformed'
  /** Neither http nor https. */
  | 'scheme'
  /** Http to a host that is not the provider's own. */
  | 'insecure'
  /** Http to the provider's own host, where the settings require encryption. */
  | 'unencrypted'
  /** It leads into this machine or its network. */
  | 'local'
  /** Where clouds keep their credentials. */
  | 'metadata'
  /** A user name or a password stands in it. */
  | 'password'
  /** It would need the key, and is not the provider's own. */
  | 'foreign';
