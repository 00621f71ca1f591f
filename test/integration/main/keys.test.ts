import assert from 'node:assert/strict';
import { Declined } from '../../../src/core/model/cancellation';
import { EaselError } from '../../../src/core/model/errors';
import type { Provider } from '../../../src/core/model/provider';
import { builtInProviders } from '../../../src/core/providers/table';
import { describeError } from '../../../src/extension/text/errorText';
import { keyForRequest } from '../../../src/app/keys/keyForRequest';
import { hasKey, idsWithKey, removeKey, storeKey } from '../../../src/app/keys/keyStore';
import { canary } from '../../host/canaryKey.mjs';
import { isError } from '../../unit/core/apis/isError';
import { answerWarnings, type AnsweredWarnings } from '../answerWarnings';
import { makeParts, type TestParts } from '../parts';

const [placeholder, imini, infinityBlue] = builtInProviders;
const key = `${canary}-1`;

describe('API keys', () => {
  let test: TestParts;
  let answered: AnsweredWarnings | undefined;

  beforeEach(async () => {
    test = await makeParts();
  });

  afterEach(async () => {
    answered?.restore();
    answered = undefined;
    await test.dispose();
  });

  const at = (baseUrl: string): Provider => ({ ...imini, baseUrl });
  const secret = (): unknown => JSON.parse(test.secrets.get('easel.key.imini') ?? 'null');
  const answer = (button: string | undefined): AnsweredWarnings => (answered = answerWarnings(button));

  it('are stored with the origin they were entered for', async () => {
    await storeKey(test.parts, at('https://api.example/v1/router'), key);
    assert.deepEqual(secret(), { key, origin: 'https://api.example' });
    assert.equal(await hasKey(test.parts, at('https://api.example')), true);
    await removeKey(test.parts, at('https://api.example'));
    assert.equal(await hasKey(test.parts, at('https://api.example')), false);
  });

  it('are one for each provider', async () => {
    await storeKey(test.parts, at('https://api.example'), key);
    assert.equal(await hasKey(test.parts, infinityBlue), false);
  });

  it('go to their origin unasked, whatever the path', async () => {
    const { questions } = answer(undefined);
    await storeKey(test.parts, at('https://api.example/v1'), key);
    assert.equal(await keyForRequest(test.parts, at('https://api.example/v2')), key);
    assert.deepEqual(questions, []);
  });

  for (const other of [
    'https://evil.example',
    'https://api.example:8443',
    'https://api.example.evil.example',
  ]) {
    it(`do not go to ${other} when the user says no`, async () => {
      const { questions } = answer(undefined);
      await storeKey(test.parts, at('https://api.example'), key);
      await assert.rejects(keyForRequest(test.parts, at(other)), Declined);
      assert.equal(questions.length, 1);
      assert.equal(questions[0]?.modal, true);
      assert.ok(questions[0].message.includes('https://api.example') && questions[0].message.includes(other));
      assert.deepEqual(secret(), { key, origin: 'https://api.example' });
    });
  }

  it('go to a new origin after one question', async () => {
    const { questions } = answer('Use It There');
    await storeKey(test.parts, at('https://api.example'), key);
    assert.equal(await keyForRequest(test.parts, at('https://gateway.example')), key);
    assert.equal(await keyForRequest(test.parts, at('https://gateway.example')), key);
    assert.equal(questions.length, 1);
    assert.deepEqual(secret(), { key, origin: 'https://gateway.example' });
  });

  for (const open of [
    'http://api.example',
    'http://93.184.215.14',
    'http://localhost.evil.example',
    'ftp://api.example',
  ]) {
    it(`never go to ${open}, and no one is asked`, async () => {
      const { questions } = answer('Send It');
      await storeKey(test.parts, at(open), key);
      await assert.rejects(
        keyForRequest(test.parts, at(open)),
        isError('invalidRequest', { problem: { problem: 'insecureAddress', url: open } }),
      );
      assert.deepEqual(questions, []);
    });
  }

  it('go over plain http to this machine', async () => {
    const { questions } = answer(undefined);
    for (const loopback of ['http://127.0.0.1:8080', 'http://localhost:8080', 'http://[::1]:8080']) {
      await storeKey(test.parts, at(loopback), key);
      assert.equal(await keyForRequest(test.parts, at(loopback)), key);
    }
    assert.deepEqual(questions, []);
  });

  it('go over plain http to a private address after one confirmation', async () => {
    const { questions } = answer('Send It');
    await storeKey(test.parts, at('http://10.0.0.7:8080'), key);
    assert.equal(await keyForRequest(test.parts, at('http://10.0.0.7:8080')), key);
    assert.equal(await keyForRequest(test.parts, at('http://10.0.0.7:8080/v2')), key);
    assert.equal(questions.length, 1);
    await storeKey(test.parts, at('http://10.0.0.8:8080'), key);
    await keyForRequest(test.parts, at('http://10.0.0.8:8080'));
    assert.equal(questions.length, 2);
  });

  it('stay here when that confirmation is declined', async () => {
    answer(undefined);
    await storeKey(test.parts, at('http://192.168.1.7'), key);
    await assert.rejects(keyForRequest(test.parts, at('http://192.168.1.7')), Declined);
  });

  it('behind a keyring that is locked or missing are no fault of the provider, and lists are still shown', async () => {
    const locked = (): Promise<never> => Promise.reject(new Error('The keyring is locked'));
    Object.assign(test.parts.context.secrets, { get: locked, store: locked });
    await assert.rejects(keyForRequest(test.parts, imini), isError('unauthorized', { reason: 'keyring' }));
    await assert.rejects(storeKey(test.parts, imini, 'sk-1'), isError('unauthorized', { reason: 'keyring' }));
    assert.equal(await hasKey(test.parts, imini), false);
    const { message } = describeError(new EaselError('unauthorized', { reason: 'keyring' }));
    assert.match(message, /keyring/u);
  });

  it('of a provider whose row is gone can be removed, and so can those of older releases', async () => {
    await storeKey(test.parts, { ...imini, id: 'gone' }, key);
    const known = JSON.stringify({ key, origin: 'https://api.example' });
    test.secrets.set('easel.key.imini', known).set('easel.key.listed', known);
    const keys = (): Promise<readonly string[]> => Promise.resolve([...test.secrets.keys(), 'other']);
    Object.assign(test.parts.context.secrets, { keys });
    assert.deepEqual(await idsWithKey(test.parts, ['imini']), ['imini', 'gone', 'listed']);
    // Its row may be taken away at any time, and VS Code may not list what it stores.
    Object.assign(test.parts.context.secrets, { keys: undefined });
    assert.deepEqual([...(await idsWithKey(test.parts, []))].sort(), ['gone', 'imini', 'listed']);
    await removeKey(test.parts, { id: 'gone' });
    assert.deepEqual([...(await idsWithKey(test.parts, []))].sort(), ['imini', 'listed']);
    assert.equal(test.secrets.has('easel.key.gone'), false);
  });

  it('Placeholder needs none', async () => {
    assert.equal(await keyForRequest(test.parts, placeholder), '');
    assert.equal(await hasKey(test.parts, placeholder), true);
  });

  for (const broken of ['not JSON', '"sk-1"', '{"key":""}', '{"key":"sk-1"}', 'null']) {
    it(`${broken} in the secret storage counts as no key`, async () => {
      test.secrets.set('easel.key.imini', broken);
      assert.equal(await hasKey(test.parts, at('https://api.example')), false);
    });
  }
});
