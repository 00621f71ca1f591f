/** How long the client waits and how much it takes. Every one ends in an `EaselError`, never in a hang. */
export interface HttpLimits {
  /** For a question that costs nothing, from its start to its last byte; a paid request has `totalMilliseconds`. */
  readonly questionMilliseconds: number;
  /** Until a connection stands, TLS included. */
  readonly connectMilliseconds: number;
  /**
   * Between two pieces of an answer's body. Waiting for the headers is bounded by the total alone:
   * an image service sends nothing at all until the image is finished, which takes minutes for a large one.
   */
  readonly idleMilliseconds: number;
  /** The same for an event stream, which is silent while the image is being made, though its headers have come. */
  readonly streamIdleMilliseconds: number;
  /** For one request and its answer. */
  readonly totalMilliseconds: number;
  /** An answer as it comes over the wire. */
  readonly answerBytes: number;
  /** The same answer after decompression, so that a small answer cannot fill the memory. */
  readonly inflatedBytes: number;
  /** How much of an error answer (status 400 or above) is read. */
  readonly errorAnswerBytes: number;
  /** All that is kept as text: the JSON around the images, and the long strings that are not base64. */
  readonly textBytes: number;
}

const megabyte = 1024 * 1024;

export const defaultHttpLimits: HttpLimits = {
  questionMilliseconds: 60_000,
  connectMilliseconds: 10_000,
  idleMilliseconds: 90_000,
  streamIdleMilliseconds: 5 * 60_000,
  totalMilliseconds: 15 * 60_000,
  answerBytes: 256 * megabyte,
  inflatedBytes: 256 * megabyte,
  errorAnswerBytes: megabyte,
  textBytes: 32 * megabyte,
};
