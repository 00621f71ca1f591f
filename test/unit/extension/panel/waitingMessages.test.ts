import assert from 'node:assert/strict';
import { withWaiting } from '../../../../src/extension/panel/waitingMessages';
import type { HostMessage } from '../../../../src/protocol/hostMessages';
import { job } from '../../webview/fixtures';

const news = (id: string, percent: number): HostMessage => ({ type: 'job', job: job(id, { percent }) });

describe('What waits for a hidden page', () => {
  it('does not grow with the news of one job, and keeps everything else in order', () => {
    const focus: HostMessage = { type: 'focusPrompt' };
    const said = [news('a', 1), news('b', 1), focus, news('a', 2), news('a', 3), focus];
    assert.deepEqual(said.reduce<readonly HostMessage[]>(withWaiting, []), [
      news('b', 1),
      focus,
      news('a', 3),
      focus,
    ]);
  });
});
