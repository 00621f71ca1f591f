import assert from 'node:assert/strict';
import { TaskStopped } from '../../../../src/core/model/errors';
import { builtInProviders } from '../../../../src/core/providers/table';
import type { Job, PendingWork } from '../../../../src/app/jobs/job';
import { describeEnd, describeStep } from '../../../../src/extension/jobs/jobText';

/** As far as the words of its end look at it. */
function jobOf(providerId: string, facts: Partial<Job>): Job {
  const provider = builtInProviders.find(({ id }) => id === providerId)!;
  const form = { choice: { provider, model: provider.models[0] } };
  return { form, sent: true, errors: [], open: [], ...facts } as unknown as Job;
}

const abort = new DOMException('x', 'AbortError');
const interrupted = { kind: 'interrupted', row: 'r' } as unknown as PendingWork;

describe('The end of a job', () => {
  it('that was cancelled may be billed, unless nothing there costs anything or the server has stopped it', () => {
    const cases = [
      [jobOf('openai', { errors: [abort] }), true],
      [jobOf('comfyui', { errors: [abort] }), false],
      [jobOf('automatic1111', { errors: [abort] }), false],
      [jobOf('openai', { errors: [new TaskStopped()] }), false],
      [jobOf('openai', { errors: [new TaskStopped(true)] }), true],
      [jobOf('comfyui', { errors: [new TaskStopped(true)] }), false],
    ] as const;
    for (const [job, isBilled] of cases) {
      const { message, mayBeBilled } = describeEnd(job);
      assert.deepEqual([message.includes('billed'), mayBeBilled], [isBilled, isBilled], message);
    }
  });

  it('that the window interrupted may be billed, but not on a server without a key', () => {
    assert.match(describeEnd(jobOf('openai', { open: [interrupted] })).message, /may have been billed/u);
    assert.doesNotMatch(describeEnd(jobOf('comfyui', { open: [interrupted] })).message, /billed/u);
  });
});

describe('A job that waits for its turn', () => {
  it('names its place in the queue, and none before it has one', () => {
    const progress = { step: 'preparing' } as const;
    const waiting = (place: number) => describeStep(jobOf('openai', { state: 'queued', place, progress }));
    assert.deepEqual([0, 1, 12].map(waiting), [
      'Waiting for its turn…',
      'Waiting for its turn, place 1…',
      'Waiting for its turn, place 12…',
    ]);
  });
});
