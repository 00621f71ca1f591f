/** Whoever was asked said no, or closed the question. Nothing was sent, and nobody needs to be told. */
export class Declined extends Error {
  override readonly name = 'Declined';

  constructor() {
    super('The user declined.');
  }
}

/** The user said no, or cancelled. */
export function isCancellation(error: unknown): boolean {
  return error instanceof Declined || (error instanceof Error && error.name === 'AbortError');
}
