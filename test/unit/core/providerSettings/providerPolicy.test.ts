import assert from 'node:assert/strict';
import { builtInProviders } from '../../../../src/core/providers/table';
import {
  findPolicyFault,
  parseAllowed,
  type PolicyFault,
} from '../../../../src/core/providerSettings/providerPolicy';

const fault = (
  baseUrl: string,
  { allowed, requireHttps = false }: { readonly allowed?: unknown; readonly requireHttps?: boolean },
  id = 'mine',
): PolicyFault | undefined =>
  findPolicyFault({ id, baseUrl, api: 'openai-images' }, { allowed: parseAllowed(allowed), requireHttps });

describe('The policy for providers', () => {
  it('allows every provider unless something is set', () => {
    for (const allowed of [undefined, null, []]) {
      for (const provider of builtInProviders) {
        const policy = { allowed: parseAllowed(allowed), requireHttps: false };
        assert.equal(findPolicyFault(provider, policy), undefined, provider.id);
      }
    }
  });

  const at = 'https://gateway.example:8443/v1';
  for (const entry of [
    'mine',
    ' Mine ',
    'gateway.example',
    'GATEWAY.example',
    'gateway.example:8443',
    'https://gateway.example:8443/v2',
  ]) {
    it(`allows a provider that ${JSON.stringify(entry)} names`, () => {
      assert.equal(fault(at, { allowed: ['other', entry] }), undefined);
    });
  }

  for (const entry of [
    'min',
    'mine2',
    'example',
    'gateway.example:443',
    'evil.example/gateway.example',
    '*.example',
    '*',
  ]) {
    it(`does not take ${JSON.stringify(entry)} for its name`, () => {
      assert.equal(fault(at, { allowed: [entry] }), 'notAllowed');
    });
  }

  for (const wrong of [true, 7, {}, '', [7], [''], [null]]) {
    it(`allows nothing where the setting is ${JSON.stringify(wrong)}, which nobody can follow`, () => {
      assert.equal(fault(at, { allowed: wrong }), 'notAllowed');
    });
  }

  it('takes a single text for a list of one', () => {
    assert.equal(fault(at, { allowed: 'mine' }), undefined);
    assert.equal(fault(at, { allowed: 'other' }), 'notAllowed');
  });

  it('allows Placeholder, which sends nothing', () => {
    const policy = { allowed: ['other'], requireHttps: true };
    assert.equal(findPolicyFault(builtInProviders[0], policy), undefined);
  });

  const addresses: readonly (readonly [baseUrl: string, isAllowed: boolean])[] = [
    ['https://api.example', true],
    ['https://192.168.1.7:8188', true],
    ['http://127.0.0.1:8188', true],
    ['http://localhost:8080/v1', true],
    ['http://[::1]:8080', true],
    ['http://api.example', false],
    ['http://192.168.1.7:8188', false],
    ['http://10.0.0.1', false],
    ['http://printer.local', false],
    ['http://localhost.evil.example', false],
    ['', false],
  ];
  for (const [baseUrl, isAllowed] of addresses) {
    it(`that requires https ${isAllowed ? 'allows' : 'refuses'} ${baseUrl === '' ? 'no address' : baseUrl}`, () => {
      assert.equal(fault(baseUrl, { requireHttps: true }), isAllowed ? undefined : 'unencrypted');
      assert.equal(fault(baseUrl, {}), undefined);
    });
  }
});
