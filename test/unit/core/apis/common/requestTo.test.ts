import assert from 'node:assert/strict';
import { requestTo, secretsOf } from '../../../../../src/core/apis/common/requestTo';
import type { Auth, Provider } from '../../../../../src/core/model/provider';
import { builtInProviders } from '../../../../../src/core/providers/table';
import { canary } from '../../../../host/canaryKey.mjs';

const [, imini] = builtInProviders;
const key = `${canary}:pass word`;

function send(changes: Partial<Provider>, path = '/v1/images'): ReturnType<typeof requestTo> {
  return requestTo({ provider: { ...imini, baseUrl: 'https://api.example', ...changes }, key }, path);
}

describe('A request to a provider', () => {
  const cases: readonly (readonly [auth: Auth | undefined, headers: Readonly<Record<string, string>>])[] = [
    [undefined, { authorization: `Bearer ${key}` }],
    [{ kind: 'bearer' }, { authorization: `Bearer ${key}` }],
    [{ kind: 'basic' }, { authorization: `Basic ${Buffer.from(key).toString('base64')}` }],
    [{ kind: 'header', header: 'X-Key' }, { 'x-key': key }],
    [{ kind: 'header', header: 'Authorization', prefix: 'Key ' }, { authorization: `Key ${key}` }],
    [{ kind: 'none' }, {}],
  ];
  for (const [auth, headers] of cases) {
    it(`carries the key as ${auth ? JSON.stringify(auth) : 'nothing'} says, and not in its address`, () => {
      const request = send(auth === undefined ? {} : { auth });
      assert.deepEqual(request.headers, headers);
      assert.equal(request.url, 'https://api.example/v1/images');
    });
  }

  it('has the headers and the query of the row, beside a query of its own', () => {
    const { url, headers } = send(
      { headers: { 'X-Team': 'a' }, query: { 'api-version': 'a b&c' }, auth: { kind: 'none' } },
      '/v1beta/models/m:streamGenerateContent?alt=sse',
    );
    assert.equal(
      url,
      'https://api.example/v1beta/models/m:streamGenerateContent?alt=sse&api-version=a+b%26c',
    );
    assert.deepEqual(headers, { 'X-Team': 'a' });
  });

  it('names the version once, also where the address ends in it', () => {
    const at = (baseUrl: string, path?: string): string => send({ baseUrl }, path).url;
    assert.equal(at('https://api.example/v1'), 'https://api.example/v1/images');
    assert.equal(at('https://api.example/v1beta', '/v1beta/models'), 'https://api.example/v1beta/models');
    assert.equal(at('https://api.example/v2'), 'https://api.example/v2/v1/images');
    assert.equal(at('https://api.example/engines'), 'https://api.example/engines/v1/images');
    const deployment = 'https://api.example/openai/deployments/mine';
    assert.equal(at(deployment), `${deployment}/images`);
    assert.equal(at(`${deployment}/more`), `${deployment}/more/v1/images`);
  });

  it('hides the password of a Basic key as well as the whole of it', () => {
    const provider: Provider = { ...imini, auth: { kind: 'basic' } };
    assert.deepEqual(secretsOf(provider, 'me:s3cret:x'), ['me:s3cret:x', 's3cret:x']);
    assert.deepEqual(secretsOf(imini, 'me:s3cret'), ['me:s3cret']);
  });
});
