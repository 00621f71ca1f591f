import assert from 'node:assert/strict';
import { EaselError } from '../../../../src/core/model/errors';

/** The error that a call ends with. */
export async function failureOf(call: Promise<unknown>): Promise<EaselError> {
  try {
    await call;
  } catch (error) {
    assert.ok(error instanceof EaselError, String(error));
    return error;
  }
  throw new Error('No error was thrown.');
}
