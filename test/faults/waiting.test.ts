import assert from 'node:assert/strict';
import { assertFailed, assertSaved, assertSent, everyApi } from './expectations';
import { fault } from './fault';
import { endHalfway, insteadOf, refuseWith, resetAfterBody, resetHalfway } from './faults';
import { paidRequestsOf } from './invariants';

const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0);

/** Seconds that a job waited, and what it was told to wait. */
interface PutOff {
  readonly headers: Readonly<Record<string, string>>;
  readonly seconds: number;
}

const date = (seconds: number): Readonly<Record<string, string>> => ({
  // The server's own clock is wrong by years, and so it cannot matter.
  date: new Date(1e12).toUTCString(),
  'retry-after': new Date(1e12 + seconds * 1000).toUTCString(),
});

const putOffs: Readonly<Record<string, PutOff>> = {
  'in seconds': { headers: { 'retry-after': '7' }, seconds: 7 },
  'by a date': { headers: date(42), seconds: 42 },
  'in milliseconds': { headers: { 'retry-after-ms': '2500' }, seconds: 2.5 },
  'of less than nothing': { headers: { 'retry-after': '-5' }, seconds: 1 },
  'that is no time': { headers: { 'retry-after': 'soon' }, seconds: 5 },
  'left out': { headers: {}, seconds: 5 },
};

describe('Faults that pass', () => {
  for (const [how, { headers, seconds }] of Object.entries(putOffs)) {
    fault(28, `429 with a time ${how} is sent again after ${seconds} s, with one key`, async (scene) => {
      await scene.inFrontOf('infinityblue', { generate: [refuseWith({ status: 429, headers })] });
      const outcome = await scene.run({ provider: 'infinityblue' });
      assertSaved(outcome);
      assertSent(scene, 2);
      assert.equal(sum(scene.clock.sleeps), seconds * 1000);
      assert.equal(new Set(paidRequestsOf(scene).map(({ idempotencyKey }) => idempotencyKey)).size, 1);
      const countdown = outcome.steps.flatMap((step) => (step.step === 'retrying' ? [step.seconds] : []));
      assert.deepEqual(
        countdown,
        Array.from({ length: Math.ceil(seconds) }, (_, index) => Math.ceil(seconds) - index),
      );
    });
  }

  for (const headers of [{ 'retry-after': '31536000' }, date(365 * 86_400)]) {
    fault(28, `429 that asks to wait a year (${headers['retry-after']}) is told at once`, async (scene) => {
      await scene.inFrontOf('infinityblue', { generate: [refuseWith({ status: 429, headers })] });
      const { details } = assertFailed(await scene.run({ provider: 'infinityblue' }), 'rateLimited');
      assert.equal(details.retryAfterSeconds, 31_536_000);
      assert.deepEqual(scene.clock.sleeps, []);
      assertSent(scene, 1);
    });
  }

  fault(28, "429 with Google's RetryInfo waits as long as it says", async (scene) => {
    scene.infinityblue.script({ kind: 'rateLimited', shape: 'google', retryAfterSeconds: 11 });
    assertSaved(await scene.run({ provider: 'infinityblue' }));
    assert.equal(sum(scene.clock.sleeps), 11_000);
  });

  for (const api of everyApi) {
    fault(28, `${JSON.stringify(api)}: 429 without end is reported after the third time`, async (scene) => {
      scene[api.provider].script({ kind: 'rateLimited', times: 5 });
      assertFailed(await scene.run(api), 'rateLimited', { maybeBilled: undefined });
      assertSent(scene, 3);
    });

    fault(28, `${JSON.stringify(api)}: cancel within the countdown sends nothing more`, async (scene) => {
      const cancel = new AbortController();
      scene[api.provider].script({ kind: 'rateLimited', retryAfterSeconds: 30 });
      const { errors } = await scene.run({
        ...api,
        signal: cancel.signal,
        onProgress: (progress) => {
          if (progress.step === 'retrying' && progress.seconds === 28) {
            cancel.abort();
          }
        },
      });
      assert.equal((errors[0] as Error).name, 'AbortError');
      assertSent(scene, 1);
    });

    for (const status of [500, 502, 529]) {
      fault(
        29,
        `${JSON.stringify(api)}: ${status} may have been paid and is never sent again`,
        async (scene) => {
          const headers = { 'retry-after': '1' };
          await scene.inFrontOf(api.provider, { generate: [insteadOf(() => ({ status, headers }))] });
          assertFailed(await scene.run(api), 'unexpectedAnswer', { status, maybeBilled: true });
          assertSent(scene, 1);
          assert.deepEqual(scene.clock.sleeps, []);
        },
      );
    }

    fault(29, `${JSON.stringify(api)}: 503 with a time is sent again, twice at most`, async (scene) => {
      const busy = refuseWith({ status: 503, headers: { 'retry-after': '3' } });
      await scene.inFrontOf(api.provider, { generate: [busy, busy] });
      assertSaved(await scene.run(api));
      assertSent(scene, 3);
    });

    fault(29, `${JSON.stringify(api)}: 503 with a time that does not end is reported`, async (scene) => {
      const busy = refuseWith({ status: 503, headers: { 'retry-after': '3' } });
      await scene.inFrontOf(api.provider, { generate: [busy, busy, busy] });
      assertFailed(await scene.run(api), 'rateLimited', { status: 503, retryAfterSeconds: 3 });
      assertSent(scene, 3);
    });

    fault(29, `${JSON.stringify(api)}: 503 without a time is not sent again`, async (scene) => {
      await scene.inFrontOf(api.provider, { generate: [refuseWith({ status: 503 })] });
      assertFailed(await scene.run(api), 'unexpectedAnswer', { status: 503, maybeBilled: true });
      assertSent(scene, 1);
    });
  }

  const streaming = { provider: 'infinityblue', row: { streaming: true } } as const;
  const streams: Readonly<Record<string, (body: string) => string>> = {
    'ends its lines with CRLF': (body) => body,
    'ends its lines with LF': (body) => body.replaceAll('\r\n', '\n'),
    'ends its lines with CR': (body) => body.replaceAll('\r\n', '\r'),
    'begins with a byte order mark': (body) => `\uFEFF${body}`,
    'keeps itself alive with comments': (body) =>
      `: hello\r\n\r\n${body.replaceAll('data: ', ': ping\r\ndata: ')}`,
    'spreads an event over several lines': (body) => body.replaceAll('data: {', 'data: {\r\ndata:'),
    'names its events and ends with a word': (body) =>
      `${body.replaceAll('data: ', 'event: message\r\nid: 1\r\nretry: 10\r\ndata: ')}data: [DONE]\r\n\r\n`,
    'lacks the last blank line': (body) => body.trimEnd(),
    'has no space behind the colon': (body) => body.replaceAll('data: ', 'data:'),
  };
  for (const [how, change] of Object.entries(streams)) {
    fault(30, `a stream that ${how} brings its image`, async (scene) => {
      const changed = insteadOf(({ body }) => ({ body: Buffer.from(change(body.toString())) }));
      await scene.inFrontOf('infinityblue', { generate: [changed] });
      assertSaved(await scene.run(streaming));
    });
  }

  for (const [how, cut] of Object.entries({ closed: endHalfway, broken: resetHalfway })) {
    fault(30, `a stream that is ${how} within the image leaves no file`, async (scene) => {
      await scene.inFrontOf('infinityblue', { generate: [cut] });
      assertFailed(await scene.run(streaming), 'unexpectedAnswer', {
        reason: 'truncated',
        maybeBilled: true,
      });
      assertSent(scene, 1);
    });
  }

  fault(
    30,
    'a stream that stops within the image, though its length is right, leaves no file',
    async (scene) => {
      const cut = insteadOf(({ body }) => ({ body: body.subarray(0, body.length / 2) }));
      await scene.inFrontOf('infinityblue', { generate: [cut] });
      assertFailed(await scene.run(streaming), 'unexpectedAnswer', {
        reason: 'truncated',
        maybeBilled: true,
      });
    },
  );

  const page = refuseWith({ headers: { 'content-type': 'text/html' }, body: '<html>Sign in</html>' });
  const polls = {
    '500': refuseWith({ status: 500 }),
    '502': refuseWith({ status: 502 }),
    '503': refuseWith({ status: 503 }),
    '504': refuseWith({ status: 504 }),
    '429': refuseWith({ status: 429 }),
    'a page': page,
    'half an answer': resetHalfway,
    'no answer': resetAfterBody,
    'a page that says 404': refuseWith({ status: 404, body: '<html>Nginx</html>' }),
  };
  for (const [how, poll] of Object.entries(polls).slice(0, -1)) {
    fault(31, `a poll that gets ${how} three times does not lose the task`, async (scene) => {
      await scene.inFrontOf('imini', { poll: [poll, poll, poll] });
      assertSaved(await scene.run({ provider: 'imini' }));
      assertSent(scene, 1);
    });
  }

  fault(31, 'polls that never succeed end with the total, and the task stays on record', async (scene) => {
    const never = Array.from({ length: 100 }, () => page);
    await scene.inFrontOf('imini', { poll: never });
    const outcome = await scene.run({ provider: 'imini' });
    assertFailed(outcome, 'timedOut', { maybeBilled: true, taskId: scene.imini.tasks[0]!.id });
    await scene.inFrontOf('imini', {});
    assertSaved(await scene.resume({ provider: 'imini' }));
    assertSent(scene, 1);
  });

  fault(31, 'a poll that is a page with 404 keeps the task on record', async (scene) => {
    await scene.inFrontOf('imini', { poll: [polls['a page that says 404']] });
    assert.ok((await scene.run({ provider: 'imini' })).error);
    assertSaved(await scene.resume({ provider: 'imini' }));
  });

  for (const statuses of [
    ['queued', 'thinking', 'half-done', 'queued'],
    ['processing', 'queued', 'processing', 'pending'],
    ['', 'SUCCEEDED?', 'completed'],
  ]) {
    fault(32, `a task that says ${statuses.join(', ')} is waited for`, async (scene) => {
      scene.imini.script({ kind: 'taskStatuses', statuses });
      assertSaved(await scene.run({ provider: 'imini' }));
    });
  }

  fault(32, 'a task that failed says why, and nothing is owed any more', async (scene) => {
    scene.imini.script({ kind: 'taskFailed', message: 'The model failed; your credits were refunded' });
    assertFailed(await scene.run({ provider: 'imini' }), 'unexpectedAnswer', {
      reason: 'taskFailed',
      providerMessage: 'The model failed; your credits were refunded',
      taskId: scene.imini.tasks[0]!.id,
      maybeBilled: undefined,
    });
  });

  fault(32, 'a task that has expired says so, and nothing is owed any more', async (scene) => {
    scene.imini.script({ kind: 'taskExpired', afterPolls: 2 });
    assertFailed(await scene.run({ provider: 'imini' }), 'taskExpired', { taskId: scene.imini.tasks[0]!.id });
  });

  for (const status of [403, 404, 410]) {
    fault(32, `a result whose address has expired (${status}) is fetched from a fresh one`, async (scene) => {
      const server = await scene.inFrontOf('imini', { download: [refuseWith({ status })] });
      assertSaved(await scene.run({ provider: 'imini' }));
      assertSent(scene, 1);
      assert.equal(server.arrivals.filter(({ request }) => request.url?.includes('/files/')).length, 2);
    });
  }

  fault(
    32,
    'addresses that stay expired are asked for once more alone, and the task stays on record',
    async (scene) => {
      const expired = Array.from({ length: 9 }, () => refuseWith({ status: 403 }));
      const server = await scene.inFrontOf('imini', { download: expired });
      scene.expectOpen('detached');
      const { error } = await scene.run({ provider: 'imini' });
      assert.equal(error?.details.status, 403);
      assert.equal(server.arrivals.filter(({ request }) => request.url?.includes('/files/')).length, 2);
    },
  );

  fault(32, 'several expired addresses are asked for at once', async (scene) => {
    const expired = Array.from({ length: 3 }, () => refuseWith({ status: 403 }));
    const server = await scene.inFrontOf('imini', { download: expired });
    assertSaved(await scene.run({ provider: 'imini', model: 'openai/gpt-image-2', count: 3 }), 3);
    const pollsSeen = server.arrivals.filter(({ request }) => request.url?.includes('/tasks/'));
    assert.equal(pollsSeen.length, 4);
  });
});
