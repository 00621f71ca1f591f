import assert from 'node:assert/strict';
import { EaselError, type ErrorDetails, type ErrorKind } from '../../../../src/core/model/errors';

/** For `assert.rejects`: an error of this kind, with at least these details. */
export function isError(kind: ErrorKind, details: Partial<ErrorDetails> = {}): (error: unknown) => boolean {
  return (error) => {
    assert.ok(error instanceof EaselError, String(error));
    assert.equal(error.kind, kind, error.message);
    assert.deepEqual({ ...error.details, ...details }, error.details);
    return true;
  };
}
