import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { inspect } from 'node:util';
import { EaselError } from '../../src/core/model/errors';
import { isComplete } from '../../src/core/image/completeness';
import { sniffFormat } from '../../src/core/image/sniff';
import { parseEntry, type EntryState } from '../../src/core/journal/entryState';
import type { OpenState, Scene } from './scene';

/** What holds after every fault, whatever it was. */
export async function checkInvariants(scene: Scene): Promise<void> {
  await everyFileIsWhole(scene);
  await journalIsHonest(scene);
  await keyIsNowhere(scene);
  keyStaysWithItsProvider(scene);
  nothingIsPaidTwice(scene);
}

async function everyFileIsWhole({ images, kept, expectedBroken }: Scene): Promise<void> {
  const [inImages, inKept] = await Promise.all([filesBelow(images), filesBelow(kept)]);
  const broken = inKept.filter(({ name }) => /^broken-.*\.bin$/.test(name));
  const whole = [...inImages, ...inKept.filter((file) => !broken.includes(file))];
  for (const { name, bytes } of whole) {
    const format = sniffFormat(bytes);
    assert.ok(!/^\.easel-|\.tmp$/.test(name), `temporary file left: ${name}`);
    assert.ok(format !== undefined && isComplete(bytes, format), `no whole image: ${name}`);
  }
  assert.equal(broken.length, expectedBroken, 'files kept though they are no whole images');
}

/** A row that is there can be read, says what the test expects, and nobody holds it. */
async function journalIsHonest({ journal, expectedOpen }: Scene): Promise<void> {
  const files = await filesBelow(journal);
  const rows = files.filter(({ name }) => name.endsWith('.jsonl'));
  assert.deepEqual(
    files.filter((file) => !rows.includes(file)).map(({ name }) => name),
    [],
    'left in the journal',
  );
  const states = rows.map(({ name, bytes }) => {
    const state = parseEntry(bytes.toString());
    assert.ok(state && !state.isClosed, `a row that says nothing: ${name}`);
    return openStateOf(state);
  });
  assert.deepEqual(states.sort(), [...expectedOpen].sort(), 'open rows');
}

function openStateOf({ kept, task, isDetached }: EntryState): OpenState {
  if (kept.length > 0) {
    return 'unsaved';
  }
  return task === undefined ? 'interrupted' : isDetached ? 'detached' : 'task';
}

async function keyIsNowhere({ folder, keys, logged, errors, reported }: Scene): Promise<void> {
  const told = [
    ['log', logged.join('\n')],
    ['progress', JSON.stringify(reported)],
    ...errors.flatMap((error) => [
      ['error', inspect(error, { depth: 20, maxStringLength: null, maxArrayLength: null })],
      ['details', JSON.stringify(error instanceof EaselError ? error.details : String(error))],
      ['stack', error instanceof Error ? (error.stack ?? '') : ''],
    ]),
  ] as const;
  const files = await filesBelow(folder);
  for (const key of keys) {
    for (const [place = '', text = ''] of told) {
      assert.ok(!text.includes(key), `the key stands in the ${place}`);
    }
    for (const { name, bytes } of files) {
      assert.ok(!bytes.includes(key) && !name.includes(key), `the key stands in the file ${name}`);
    }
  }
}

/** Only in the header that is made for it, and only where it belongs. */
function keyStaysWithItsProvider(scene: Scene): void {
  const { imini, infinityblue, faulty, strangers, keys } = scene;
  const refuseKeys = (text: string, place: string): void =>
    keys.forEach((key) => assert.ok(!text.includes(key), `a key came to ${place}`));
  for (const { url, key, requests } of [imini, infinityblue]) {
    for (const { path: target, headers, body } of requests) {
      const { authorization = '', ...others } = headers;
      assert.ok(['', `Bearer ${key}`].includes(authorization), `another authorization came to ${url}`);
      refuseKeys(JSON.stringify([target, others, body]), target);
    }
  }
  assert.deepEqual(imini.downloadsWithKey, [], 'a key came to a download');
  for (const { request } of faulty.flatMap(({ arrivals }) => arrivals)) {
    const { authorization = '', ...others } = request.headers;
    const isDownload = request.url?.startsWith('/files/') === true;
    refuseKeys(JSON.stringify([request.url, others, isDownload ? authorization : '']), request.url ?? '');
  }
  for (const { url, headers } of strangers.flatMap(({ requests }) => requests)) {
    assert.equal(headers.authorization, undefined, 'a stranger got an authorization');
    assert.equal(headers.referer, undefined, 'a stranger got a referer');
    refuseKeys(JSON.stringify([url, headers]), 'a stranger');
  }
}

export interface PaidRequest {
  readonly idempotencyKey: string;
  readonly mayBePaid: boolean;
}

/** A call is sent again under the same key alone, and only while nobody can have begun to work on it. */
function nothingIsPaidTwice(scene: Scene): void {
  const paid = paidRequestsOf(scene);
  const keys = new Set(paid.map(({ idempotencyKey }) => idempotencyKey));
  assert.ok(!keys.has(''), 'a paid request without an idempotency key');
  assert.ok(keys.size <= scene.calls, `${scene.calls} calls were sent under ${keys.size} keys`);
  for (const key of keys) {
    const accepted = paid.filter((request) => request.idempotencyKey === key && request.mayBePaid);
    assert.ok(accepted.length <= 1, `one call was accepted ${accepted.length} times`);
  }
}

/** Of each provider what its outermost server saw. */
export function paidRequestsOf({ imini, infinityblue, faulty }: Scene): readonly PaidRequest[] {
  const arrivals = faulty.flatMap((server) => server.arrivals);
  const direct = [imini, infinityblue].flatMap(({ requests }) => requests);
  const ofFaulty = arrivals
    .filter(({ request }) => request.method === 'POST')
    .map(({ request, isWhole, status }) => ({
      idempotencyKey: String(request.headers['idempotency-key'] ?? ''),
      mayBePaid: isWhole && mayBePaid(status),
    }));
  const seen = new Set(ofFaulty.map(({ idempotencyKey }) => idempotencyKey));
  const ofStrict = direct
    .filter(({ method, headers }) => method === 'POST' && !seen.has(headers['idempotency-key'] ?? ''))
    .map(({ headers, status, options }) => ({
      idempotencyKey: headers['idempotency-key'] ?? '',
      mayBePaid: options !== undefined && mayBePaid(status),
    }));
  return [...ofFaulty, ...ofStrict];
}

/** Refusals and redirects cost nothing; 503 says that the work did not begin. What has no answer may be under way. */
function mayBePaid(status: number | undefined): boolean {
  return status === undefined || status < 300 || status === 408 || (status >= 500 && status !== 503);
}

interface FoundFile {
  readonly name: string;
  readonly bytes: Buffer;
}

async function filesBelow(folder: string): Promise<readonly FoundFile[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  return Promise.all(
    entries
      .filter((entry) => entry.isFile())
      .map(async ({ name, parentPath }) => ({ name, bytes: await readFile(path.join(parentPath, name)) })),
  );
}
