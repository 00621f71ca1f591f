import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import * as vscode from 'vscode';
import { readNetworkSettings, settings } from '../../../src/extension/ports/settings';
import { storeKey } from '../../../src/app/keys/keyStore';
import { modelOf } from '../../../src/app/providers/modelChoice';
import { startIminiServer, type IminiServer } from '../../servers/imini';
import { startInfinityBlueServer, type InfinityBlueServer } from '../../servers/infinityBlue';
import { startProxy, type ConnectProxy } from '../../unit/core/http/proxyServer';
import { answerWarnings } from '../answerWarnings';
import { generateFor, useProviders } from '../generating';
import { makeParts, type TestParts } from '../parts';
import { makeFolderInWorkspace, type TemporaryFolder } from '../temporaryFolder';

describe('Settings that change while a job runs', () => {
  let test: TestParts;
  let folder: TemporaryFolder;

  beforeEach(async () => {
    test = await makeParts();
    folder = await makeFolderInWorkspace();
  });

  afterEach(async () => {
    await useProviders(undefined);
    await setHttp('proxy', undefined);
    await test.dispose();
    await folder.remove();
  });

  const native = { providerId: 'infinityblue', modelId: 'nanobanana_pro' } as const;
  const setHttp = async (name: string, value: unknown): Promise<void> => {
    await vscode.workspace.getConfiguration('http').update(name, value, vscode.ConfigurationTarget.Global);
  };
  /** The address in the setting, and the key that was entered for it. */
  const use = async (
    id: string,
    { url, key }: { readonly url: string; readonly key: string },
  ): Promise<void> => {
    await useProviders([{ id, baseUrl: url }]);
    await storeKey(test.parts, modelOf(settings, { providerId: id, modelId: '' }).provider, key);
  };

  it('a request goes on with the address and the key it had, and the next one takes the new ones', async () => {
    const servers = [await startInfinityBlueServer(), await startInfinityBlueServer()] as const;
    const [before, after] = servers;
    try {
      await use('infinityblue', before);
      before.script({ kind: 'hold' });
      const running = generateFor(test.parts, { ...native, folder: folder.uri });
      await before.waitForHeld();
      await use('infinityblue', after);
      assert.deepEqual((await generateFor(test.parts, { ...native, folder: folder.uri })).errors, []);
      before.release();
      assert.deepEqual((await running).errors, []);
      for (const { requests, key } of servers) {
        assert.deepEqual(
          requests.map(({ headers }) => headers.authorization),
          [`Bearer ${key}`],
        );
      }
      assert.equal((await readdir(folder.fsPath)).length, 2);
    } finally {
      await Promise.all(servers.map((server) => server.stop()));
    }
  });

  it('a task is waited for where it was paid and with the key that paid it', async () => {
    const servers: readonly [IminiServer, IminiServer] = [await startIminiServer(), await startIminiServer()];
    const [before, after] = servers;
    try {
      await use('imini', before);
      before.script({ kind: 'taskHeld' });
      const wish = { providerId: 'imini', modelId: 'google/nano-banana', folder: folder.uri } as const;
      const running = generateFor(test.parts, wish);
      await before.waitForRequests({ path: '/tasks/task_', count: 1 });
      await use('imini', after);
      before.release();
      const { saved, errors } = await running;
      assert.deepEqual([saved.length, errors], [1, []]);
      assert.deepEqual(after.requests, []);
      assert.ok(
        before.requests
          .filter(({ path }) => path.includes('/v1/'))
          .every(({ headers }) => headers.authorization === `Bearer ${before.key}`),
      );
    } finally {
      await Promise.all(servers.map((server) => server.stop()));
    }
  });

  it("VS Code's proxy: a request under way keeps its own, and the next one takes the new one", async () => {
    const blue: InfinityBlueServer = await startInfinityBlueServer();
    const warnings = answerWarnings('Send It');
    const port = Number(new URL(blue.url).port);
    const proxies: readonly ConnectProxy[] = [
      await startProxy({ leadsTo: port }),
      await startProxy({ leadsTo: port }),
    ];
    try {
      // Loopback is never reached through a proxy.
      await use('infinityblue', { url: `http://10.255.255.1:${port}`, key: blue.key });
      await setHttp('proxy', `http://127.0.0.1:${proxies[0]?.port}`);
      blue.script({ kind: 'hold' });
      const running = generateFor(test.parts, { ...native, folder: folder.uri });
      await blue.waitForHeld();
      await setHttp('proxy', `http://127.0.0.1:${proxies[1]?.port}`);
      assert.deepEqual((await generateFor(test.parts, { ...native, folder: folder.uri })).errors, []);
      blue.release();
      assert.deepEqual((await running).errors, []);
      assert.deepEqual(
        proxies.map(({ targets }) => targets),
        [[`10.255.255.1:${port}`], [`10.255.255.1:${port}`]],
      );
    } finally {
      warnings.restore();
      await Promise.all([blue.stop(), ...proxies.map((proxy) => proxy.close())]);
    }
  });

  it('the network settings are those of the user, with usable values for all others', async () => {
    const { proxy, noProxy, proxySupport, strictSsl, systemCertificates } = readNetworkSettings();
    assert.deepEqual(
      { proxy, noProxy, proxySupport, strictSsl, systemCertificates },
      { proxy: '', noProxy: [], proxySupport: 'override', strictSsl: true, systemCertificates: true },
    );
    const changes = {
      proxy: 'http://proxy.example:3128',
      noProxy: ['intern.example'],
      proxyAuthorization: 'Basic bWU6aXQ=',
      proxyStrictSSL: false,
      proxySupport: 'off',
    };
    try {
      for (const [name, value] of Object.entries(changes)) {
        await setHttp(name, value);
      }
      const { environment: _, ...settings } = readNetworkSettings();
      assert.deepEqual(settings, {
        proxy: 'http://proxy.example:3128',
        noProxy: ['intern.example'],
        proxyAuthorization: 'Basic bWU6aXQ=',
        proxySupport: 'off',
        strictSsl: false,
        systemCertificates: true,
        requireHttps: false,
      });
    } finally {
      for (const name of Object.keys(changes)) {
        await setHttp(name, undefined);
      }
    }
  });
});
