import assert from 'node:assert/strict';
import { JointProgress } from '../../../../src/core/generate/combinedProgress';
import type { Progress } from '../../../../src/core/apis/common/api';

const progressing = (percent: number): Progress => ({ step: 'progressing', percent });

describe('What a job says of its calls', () => {
  it('is what its only one says', () => {
    const say = new JointProgress().addCall();
    for (const progress of [{ step: 'waiting' }, progressing(60), { step: 'downloading' }] as const) {
      assert.equal(say(progress), progress);
    }
  });

  it('is what each of them says, as long as none tells how far it is', () => {
    const calls = new JointProgress();
    const [first, second] = [calls.addCall(), calls.addCall()];
    assert.deepEqual(first({ step: 'downloading' }), { step: 'downloading' });
    assert.deepEqual(second({ step: 'queued' }), { step: 'queued' });
  });

  it('is how far all are together, and goes back for none that waits or begins', () => {
    const calls = new JointProgress();
    const [first, second] = [calls.addCall(), calls.addCall()];
    const said = [
      second({ step: 'queued' }),
      first(progressing(40)),
      second({ step: 'queued' }),
      first({ step: 'downloading' }),
      second({ step: 'waiting' }),
      second(progressing(10)),
      second({ step: 'downloading' }),
    ];
    assert.deepEqual(said, [{ step: 'queued' }, ...[20, 20, 50, 50, 55, 100].map(progressing)]);
  });
});
