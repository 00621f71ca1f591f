import assert from 'node:assert/strict';
import { storedKeyForRequest, keyForRequest } from '../../../src/app/keys/keyForRequest';
import type { Settings } from '../../../src/app/ports';
import { modelOf } from '../../../src/app/providers/modelChoice';
import { readProviders, refuseBlocked } from '../../../src/app/providers/providerSettings';
import type { Services } from '../../../src/app/services';
import { builtInProviders } from '../../../src/core/providers/table';
import { isError } from '../core/apis/isError';
import { nodesOf, readSources } from '../architecture/sources';
import ts from 'typescript';

function settingsWith(values: Readonly<Record<string, unknown>>): Settings {
  const all = new Map(Object.entries(values));
  return { get: (name) => all.get(name), inspect: () => ({ user: undefined, workspace: undefined }) };
}

const idsIn = (values: Readonly<Record<string, unknown>>): readonly string[] =>
  readProviders(settingsWith(values)).providers.map(({ id }) => id);

describe('Providers that the settings restrict', () => {
  it('are all there unless something is set', () => {
    assert.deepEqual(
      idsIn({}),
      builtInProviders.map(({ id }) => id),
    );
  });

  it('are those of the list, by ID or host, and Placeholder', () => {
    assert.deepEqual(idsIn({ allowedProviders: ['gemini', 'api.openai.com'] }), [
      'placeholder',
      'gemini',
      'openai',
    ]);
  });

  it('are judged by the address that the settings give them', () => {
    const providers = [{ id: 'openai', baseUrl: 'https://gateway.example/v1' }];
    assert.deepEqual(idsIn({ providers, allowedProviders: ['api.openai.com'] }), ['placeholder']);
    assert.deepEqual(idsIn({ providers, allowedProviders: ['gateway.example'] }), ['placeholder', 'openai']);
  });

  it('are those over https, and those of this machine, where https is required', () => {
    const providers = [
      { id: 'comfyui', baseUrl: 'http://192.168.1.7:8188' },
      { id: 'openai', baseUrl: 'http://gateway.example/v1' },
    ];
    const ids = idsIn({ providers, requireHttps: true });
    assert.ok(!ids.includes('comfyui') && !ids.includes('openai'));
    assert.ok(ids.includes('automatic1111') && ids.includes('gemini'));
  });

  const settings = settingsWith({ allowedProviders: ['openai'] });

  it('stay known by name, so that another one never takes their place unasked', () => {
    const { provider } = modelOf(settings, { providerId: 'gemini', modelId: 'x' });
    assert.equal(provider.id, 'gemini');
    const host = new URL(provider.baseUrl).host;
    assert.throws(
      () => refuseBlocked(settings, provider),
      isError('invalidRequest', { problem: { problem: 'providerNotAllowed', id: 'gemini', host } }),
    );
  });

  for (const id of ['gemini', 'comfyui']) {
    it(`get no key and no question for one, also where they need none: ${id}`, async () => {
      const { provider } = modelOf(settings, { providerId: id, modelId: '' });
      // Nothing else of the services may be touched.
      const services = { settings } as Services;
      await assert.rejects(keyForRequest(services, provider), isError('invalidRequest'));
      await assert.rejects(storedKeyForRequest(services, provider), isError('invalidRequest'));
    });
  }

  it('are refused in each function that asks an API outside of a job', () => {
    const asking = readSources('src')
      .filter(({ file }) => !file.startsWith('src/core/'))
      .flatMap(({ file, syntax }) =>
        nodesOf(syntax)
          .filter(ts.isFunctionDeclaration)
          .filter((each) => /\bapis\[[^\]]+\]\.(?:checkKey|listModels)\?\.\(/u.test(each.getText()))
          .map((each) => ({ file, text: each.getText() })),
      );
    assert.equal(asking.length, 4);
    for (const { file, text } of asking) {
      assert.match(text, /\b(?:refuseBlocked|storedKeyForRequest)\([^]*\bapis\[/u, file);
    }
  });
});
