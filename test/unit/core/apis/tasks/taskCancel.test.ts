import assert from 'node:assert/strict';
import { cancelTask } from '../../../../../src/core/apis/tasks/taskCancel';
import type { HttpClient, JsonAnswer } from '../../../../../src/core/http/client';
import { fal } from '../../../../../src/core/providers/fal';
import { replicate } from '../../../../../src/core/providers/replicate';
import { taskFormatOf } from '../../../../../src/core/model/taskFormat';
import { trace } from '../callContext';

const services = {
  fal: { provider: fal, cancel: 'https://queue.fal.run/a/requests/task-1/cancel' },
  replicate: { provider: replicate, cancel: 'https://api.replicate.com/v1/predictions/task-1/cancel' },
} as const;

async function cancelAt(
  service: keyof typeof services,
  answer: () => Promise<Partial<JsonAnswer>>,
): Promise<{ readonly isStopped: boolean; readonly maybeBilled?: boolean }> {
  const { provider, cancel } = services[service];
  const http = { sendJson: async () => ({ headers: {}, ...(await answer()) }) } as unknown as HttpClient;
  const { context } = trace({ provider, model: provider.models[0], key: 'a key', http });
  const task = { taskId: 'task-1', urls: { cancel } };
  const stopped = await cancelTask(task, taskFormatOf(provider), context);
  return stopped ? { isStopped: true, maybeBilled: stopped.maybeBilled } : { isStopped: false };
}

const says = (status: number, body: unknown) => () => Promise.resolve({ status, body });

describe('A task that is cancelled at its service', () => {
  const cases = [
    [
      'fal',
      'was taken out of the queue',
      says(200, { status: 'OK' }),
      { isStopped: true, maybeBilled: false },
    ],
    ['fal', 'is asked to stop', says(202, { status: 'CANCELLATION_REQUESTED' }), { isStopped: false }],
    ['fal', 'is done already', says(400, { status: 'ALREADY_COMPLETED' }), { isStopped: false }],
    [
      'replicate',
      'stopped before it began',
      says(200, { status: 'canceled', started_at: null }),
      { isStopped: true, maybeBilled: false },
    ],
    [
      'replicate',
      'stopped in the middle',
      says(200, { status: 'canceled', started_at: '2026-11-30T12:00:00Z' }),
      { isStopped: true, maybeBilled: true },
    ],
    ['replicate', 'goes on', says(200, { status: 'processing' }), { isStopped: false }],
    ['replicate', 'cannot be asked', () => Promise.reject(new Error('offline')), { isStopped: false }],
  ] as const;
  for (const [service, title, answer, expected] of cases) {
    it(`${title}: ${service}, ${JSON.stringify(expected)}`, async () => {
      assert.deepEqual(await cancelAt(service, answer), expected);
    });
  }
});
