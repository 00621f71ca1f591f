import assert from 'node:assert/strict';
import type { EaselError, ErrorDetails, ErrorKind } from '../../src/core/model/errors';
import type { Reference } from '../../src/core/model/reference';
import { sourceOf } from '../unit/core/http/loopback';
import type { Exchange, Fault } from './faultyServer';
import { paidRequestsOf } from './invariants';
import type { Job, Outcome, Scene } from './scene';

/** Each wire format that is paid. */
export const everyApi: readonly Pick<Job, 'provider' | 'model'>[] = [
  { provider: 'imini' },
  { provider: 'infinityblue' },
  { provider: 'infinityblue', model: 'nanobanana_2' },
];

/** The formats whose answer holds the image itself. */
export const everyAnswer = everyApi.slice(1);

/** Nothing was saved, and the user is told this. A detail that is `undefined` must be missing. */
export function assertFailed(
  { saved, errors, error }: Outcome,
  kind: ErrorKind,
  details: { readonly [Name in keyof ErrorDetails]?: ErrorDetails[Name] | undefined } = {},
): EaselError {
  assert.ok(error, `no error of Easel's: ${String(errors[0])}`);
  assert.equal(error.kind, kind, error.message);
  for (const [name, value] of Object.entries(details)) {
    assert.deepEqual(error.details[name as keyof ErrorDetails], value, `${name} of ${error.message}`);
  }
  assert.deepEqual(
    saved.map(({ name }) => name),
    [],
  );
  return error;
}

/** So many images, each made by the request that was sent, and nothing to complain about. */
export function assertSaved({ saved, errors }: Outcome, count = 1, prompt = 'A lighthouse at dawn'): void {
  assert.deepEqual(errors, []);
  assert.deepEqual(
    saved.map(({ chunk }) => chunk?.prompt),
    Array.from({ length: count }, () => prompt),
  );
}

/** How often paid requests were sent, whether they arrived whole or not. */
export function assertSent(scene: Scene, times: number): void {
  assert.equal(paidRequestsOf(scene).length, times, 'times that a paid request was sent');
}

/** A fault that tells when it has begun, and for which request. */
export function observed(fault: Fault): { readonly fault: Fault; readonly reached: Promise<Exchange> } {
  let tell: (exchange: Exchange) => void = () => undefined;
  const reached = new Promise<Exchange>((resolve) => (tell = resolve));
  return {
    reached,
    fault: async (exchange) => {
      await fault(exchange);
      tell(exchange);
    },
  };
}

/** A reference of that length, which the strict servers take for a PNG. */
export function referenceOfLength(byteLength: number): Reference {
  const bytes = Buffer.alloc(byteLength);
  bytes.set([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return { ...sourceOf(bytes, { name: 'large.png' }), format: 'png', use: 'asset' };
}
