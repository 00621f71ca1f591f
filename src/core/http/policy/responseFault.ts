/** What is wrong with an answer, in words that stand in `ErrorDetails.reason`. */
export type FaultReason =
  /** A web page: a proxy, a captive portal or a login answered instead of the provider. */
  | 'html'
  | 'empty'
  /** It ends in the middle. */
  | 'truncated'
  | 'malformed'
  /** Longer than the limit, compressed or not. */
  | 'tooLarge'
  /** Compressed in a way that is not understood, or not what its header says. */
  | 'encoding'
  /** A redirect where none is followed, or too many of them. */
  | 'redirect'
  /** A result address that leads to where a stranger may not send us. */
  | 'address'
  /** Our own address is one where a cloud keeps credentials. */
  | 'metadata'
  /** An address without encryption, where the settings require it. */
  | 'unencrypted'
  /** JSON where an image was expected. */
  | 'json';

/** Thrown while an answer is read; the client turns it into an `EaselError` that also names host and status. */
export class ResponseFault extends Error {
  override readonly name = 'AnswerFault';

  constructor(
    readonly reason: FaultReason,
    /** The beginning of the answer, as it came. */
    readonly excerpt = '',
    options?: ErrorOptions,
  ) {
    super(reason, options);
  }
}
