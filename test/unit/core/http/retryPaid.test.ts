import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import type { EaselError } from '../../../../src/core/model/errors';
import type { HttpClient, JsonAnswer, JsonRequest } from '../../../../src/core/http/client';
import { Base64Text } from '../../../../src/core/http/client';
import { createHttpClient } from '../../../../src/core/http/httpClient';
import { fakeClock, listen, neverAborted, sourceOf, type FakeClock, type Loopback } from './loopback';

interface Scripted {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

const minutes = 60_000;

describe('paid request', function () {
  this.timeout(10_000);

  let server: Loopback;
  let client: HttpClient;
  let clock: FakeClock;
  let counted: number[];
  const answers: (Scripted | 'reset' | 'cut')[] = [];

  beforeEach(async () => {
    answers.length = 0;
    counted = [];
    clock = fakeClock({ longest: 10 * minutes });
    client = createHttpClient({ clock });
    server = await listen((request, response) => {
      const answer = answers.shift() ?? { status: 200, body: {} };
      if (answer === 'reset') {
        request.once('data', () => request.socket.resetAndDestroy());
        return;
      }
      request
        .resume()
        .on('end', () => (answer === 'cut' ? request.socket.destroy() : reply(response, answer)));
    });
  });
  afterEach(async () => {
    await client.close();
    await server.close();
  });

  const reply = (response: ServerResponse, { status, headers = {}, body = {} }: Scripted): void => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
  };
  const send = (changes: Partial<JsonRequest> = {}): Promise<JsonAnswer> =>
    client.sendJson({
      method: 'POST',
      paid: true,
      url: server.url,
      body: { prompt: 'a' },
      signal: neverAborted(),
      onWait: (seconds) => counted.push(seconds),
      ...changes,
    });
  const google = (message: string, quotaId: string): unknown => ({
    error: {
      code: 429,
      message,
      status: 'RESOURCE_EXHAUSTED',
      details: [{ violations: [{ quotaId }] }, { retryDelay: '34s' }],
    },
  });

  it('that is put off is sent again after the time that was asked for, twice at most, with one key', async () => {
    const putOff = { status: 429, headers: { 'retry-after': '2' } };
    answers.push(putOff, { status: 503, headers: { 'retry-after': '1' } });
    assert.equal((await send()).status, 200);
    assert.deepEqual(counted, [2, 1, 0, 1, 0]);
    assert.deepEqual(clock.sleeps, [1000, 1000, 1000]);
    const keys = server.requests.map(({ headers }) => headers['idempotency-key']);
    assert.match(String(keys[0]), /^[\da-f-]{36}$/);
    assert.equal(new Set(keys).size, 1);
    answers.push(putOff, putOff, putOff, putOff);
    assert.equal((await send()).status, 429);
    assert.equal(server.requests.length, 6);
    assert.notEqual(server.requests[3]!.headers['idempotency-key'], keys[0]);
  });

  it('waits as long as any form of the answer says', async () => {
    const date = 'Wed, 21 Oct 2026 07:28:00 GMT';
    const forms: [seconds: number, answer: Omit<Scripted, 'status'>][] = [
      [7, { headers: { 'retry-after': '7' } }],
      [2, { headers: { 'retry-after-ms': '1500' } }],
      [30, { headers: { 'retry-after': 'Wed, 21 Oct 2026 07:28:30 GMT', date } }],
      [1, { headers: { 'retry-after': '-5' } }],
      [5, {}],
      [34, { body: google('Too many', 'GenerateRequestsPerMinutePerProjectPerModel') }],
      [300, { headers: { 'retry-after': '5m' } }],
    ];
    for (const [seconds, answer] of forms) {
      answers.push({ status: 429, ...answer });
      counted = [];
      assert.equal((await send()).status, 200);
      assert.equal(counted[0], seconds, JSON.stringify(answer));
      assert.equal(counted.length, seconds + 1);
    }
  });

  it('is not kept waiting longer than five minutes', async () => {
    answers.push({ status: 429, headers: { 'retry-after': '31536000' } });
    assert.equal((await send()).status, 429);
    assert.equal(server.requests.length, 1);
    assert.deepEqual(clock.sleeps, []);
  });

  it('is never repeated where waiting is of no use, or where it may be under way', async () => {
    const headers = { 'retry-after': '1' };
    const final: Scripted[] = [
      { status: 503 },
      { status: 503, headers, body: { error: { code: 'model_not_found' } } },
      { status: 429, headers, body: { error: { code: 'insufficient_quota' } } },
      { status: 429, body: google('Quota exceeded', 'GenerateRequestsPerDayPerProjectPerModel-FreeTier') },
      { status: 429, body: google('Quota exceeded for metric: x, limit: 0, model: y', 'q') },
      { status: 500, headers },
      { status: 502, headers },
      { status: 504, headers },
      { status: 408, headers },
      { status: 400, headers },
    ];
    for (const answer of final) {
      answers.push(answer);
      assert.equal((await send()).status, answer.status, JSON.stringify(answer));
    }
    assert.equal(server.requests.length, final.length);
  });

  it('whose connection broke before it was complete is sent again, and its files with it', async () => {
    answers.push('reset', 'reset');
    const file = new Base64Text(sourceOf(Buffer.alloc(30_000_000)));
    assert.equal((await send({ body: [file] })).status, 200);
    assert.equal(server.requests.length, 3);
    assert.deepEqual(clock.sleeps, [250, 500]);
    answers.push('reset', 'reset', 'reset', 'reset');
    await assert.rejects(send({ body: [file] }), (error: EaselError) => {
      return error.kind === 'unreachable' && error.details.maybeBilled === undefined;
    });
    assert.equal(server.requests.length, 6);
  });

  it('whose connection broke after it was complete is never sent again', async () => {
    answers.push('cut');
    await assert.rejects(send(), (error: EaselError) => error.details.maybeBilled === true);
    assert.equal(server.requests.length, 1);
  });

  it('without a connection is tried three times within a second', async () => {
    await server.close();
    await assert.rejects(send(), {
      kind: 'unreachable',
      details: { host: '127.0.0.1', networkCode: 'ECONNREFUSED' },
    });
    assert.deepEqual(clock.sleeps, [250, 500]);
  });

  it('that is cancelled in the countdown is not sent again', async () => {
    const controller = new AbortController();
    answers.push({ status: 429, headers: { 'retry-after': '100' } });
    const waiting = send({
      signal: controller.signal,
      onWait: (seconds) => seconds === 98 && controller.abort(),
    });
    await assert.rejects(waiting, { name: 'AbortError' });
    assert.deepEqual(clock.sleeps, [1000, 1000, 1000]);
    assert.equal(server.requests.length, 1);
  });

  it('alone gets a key, and is repeated', async () => {
    answers.push({ status: 429, headers: { 'retry-after': '1' } });
    assert.equal((await send({ paid: false })).status, 429);
    assert.equal(server.requests.length, 1);
    assert.equal(server.requests[0]!.headers['idempotency-key'], undefined);
  });
});
