import assert from 'node:assert/strict';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { settings } from '../../../src/extension/ports/settings';
import { builtInProviders } from '../../../src/core/providers/table';
import { readProviders } from '../../../src/app/providers/providerSettings';
import { readMetadataMode, readOutputFolder } from '../../../src/app/project/settings';
import { rowText } from '../../../src/extension/text/settingProblem';
import type { RowProblem } from '../../../src/shared/rowProblem';
import { untilConfiguration } from '../untilConfiguration';
import { workspaceRoot } from '../temporaryFolder';

async function setProviders(rows: unknown): Promise<void> {
  await vscode.workspace
    .getConfiguration('easel')
    .update('providers', rows, vscode.ConfigurationTarget.Global);
}

const firstText = ([row]: readonly RowProblem[]): string => (row ? rowText(row) : '');

const baseUrlOf = (id: string): string | undefined =>
  readProviders(settings).providers.find((provider) => provider.id === id)?.baseUrl;

describe('Settings', () => {
  describe('easel.providers', () => {
    afterEach(() => setProviders(undefined));

    it('left alone, gives the built-in table', () => {
      const { providers, problems } = readProviders(settings);
      assert.deepEqual(
        providers.map(({ id }) => id),
        builtInProviders.map(({ id }) => id),
      );
      assert.deepEqual(problems, []);
    });

    it('a broken row is left out and named, while good rows hold', async () => {
      await setProviders([
        { id: 'imini', baseUrl: 'https://gateway.example/imini/' },
        { id: 'infinityblue', baseUrl: 'file:///etc/passwd' },
        { id: 'nobody', baseUrl: 'https://nobody.example' },
        'nonsense',
        { id: 'infinityblue', models: [{ id: 'future-model' }] },
      ]);
      const { providers, problems } = readProviders(settings);
      assert.equal(baseUrlOf('imini'), 'https://gateway.example/imini');
      assert.equal(baseUrlOf('infinityblue'), 'https://api.getinfinityblue.com');
      assert.ok(providers[2]?.models.some(({ id }) => id === 'future-model'));
      assert.deepEqual(
        problems.map((row) => /^easel\.providers\[\d\](?: \(\w+\))?(?:\.\w+)?/u.exec(rowText(row))?.[0]),
        [
          'easel.providers[1] (infinityblue).baseUrl',
          'easel.providers[2] (nobody).api',
          'easel.providers[3]',
        ],
      );
    });

    it('a row is refused that claims what its API would drop without a word', async () => {
      const row = { id: 'mine', baseUrl: 'https://mine.example', api: 'gemini' };
      await setProviders([{ ...row, models: [{ id: 'next', capabilities: { seed: true } }] }]);
      const { providers, problems } = readProviders(settings);
      assert.ok(!providers.some(({ id }) => id === 'mine'));
      assert.match(
        firstText(problems),
        /^easel\.providers\[0\] \(mine\)\.models\.0\.capabilities\.seed: the API “gemini” has no place for it /u,
      );
    });

    for (const secret of ['?key=s3cret', '#s3cret']) {
      it(`an address that ends in ${secret} is refused, and the secret is not repeated`, async () => {
        await setProviders([{ id: 'imini', baseUrl: `https://gateway.example/imini${secret}` }]);
        const { providers, problems } = readProviders(settings);
        assert.ok(!JSON.stringify([providers, problems]).includes('s3cret'));
        assert.match(firstText(problems), /baseUrl: no user, password, query/u);
      });
    }

    it('an address with a user and a password is refused, and they are not repeated', async () => {
      await setProviders([{ id: 'imini', baseUrl: 'https://me:s3cret@gateway.example' }]);
      const { providers, problems } = readProviders(settings);
      assert.ok(!JSON.stringify([providers, problems]).includes('s3cret'));
      assert.equal(problems[0]?.providerId, 'imini');
    });

    it('a new provider joins the table behind the built-in ones, and a later row may change it', async () => {
      await setProviders([
        {
          id: 'gateway',
          baseUrl: 'https://gateway.example/v1',
          api: 'openai-images',
          auth: { header: 'api-key' },
          query: { 'api-version': 'preview' },
          models: [{ id: 'gpt-image-2', capabilities: { size: ['1024x1024'], maxReferences: 4 } }],
        },
        { id: 'gateway', label: 'Gateway' },
        {
          id: 'shed',
          baseUrl: 'http://localhost:8000',
          api: 'openai-images',
          auth: 'none',
          models: [{ id: 'm' }],
        },
      ]);
      const { providers, problems } = readProviders(settings);
      assert.deepEqual(problems, []);
      assert.deepEqual(
        providers.slice(-2).map(({ id, label, needsKey }) => [id, label, needsKey]),
        [
          ['gateway', 'Gateway', true],
          ['shed', 'shed', false],
        ],
      );
      assert.deepEqual(providers.at(-2)?.auth, { kind: 'header', header: 'api-key' });
      assert.equal(providers.at(-2)?.models[0].capabilities.maxReferences, 4);
    });

    it('what is wrong with a row is said with its field and its name, and no value is repeated', async () => {
      const gateway = {
        id: 'gateway',
        baseUrl: 'https://gateway.example',
        api: 'gemini',
        models: [{ id: 'm' }],
      };
      await setProviders([
        { ...gateway, headers: { 'X-Api-Key': 's3cret-value' } },
        { ...gateway, query: { team: 'sk-s3cret0123456789' } },
        { ...gateway, api: 'grpc' },
        { ...gateway, auth: { header: 'Host' } },
        { ...gateway, models: [{ id: 'm', capabilities: { size: { offered: ['1K'], preset: '2K' } } }] },
        { id: 'imini', api: 'gemini' },
        { id: 'unknown' },
      ]);
      const { problems } = readProviders(settings);
      assert.deepEqual(
        problems.map((row) => rowText(row).replace(/: .*/u, '')),
        [
          'easel.providers[0] (gateway).headers.X-Api-Key',
          'easel.providers[1] (gateway).query.team',
          'easel.providers[2] (gateway).api',
          'easel.providers[3] (gateway).auth.header',
          'easel.providers[4] (gateway).models.0.capabilities.size',
          'easel.providers[5] (imini).api',
          'easel.providers[6] (unknown).baseUrl',
        ],
      );
      assert.match(firstText(problems), /looks like the name of a secret/u);
      assert.match(firstText(problems.slice(6)), /\.api: .*; \.models: /u);
      assert.ok(!JSON.stringify(problems).includes('s3cret'));
    });

    it('what is no list at all changes nothing', async () => {
      await setProviders({ id: 'imini', baseUrl: 'https://gateway.example' });
      assert.equal(baseUrlOf('imini'), 'https://openapi.imini.ai/imini/router');
    });

    it('a row renames a model and keeps what it can do', async () => {
      const [before] = readProviders(settings).providers[1]?.models ?? [];
      await setProviders([{ id: 'imini', models: [{ id: before?.id, label: 'Mine' }] }]);
      const [after] = readProviders(settings).providers[1]?.models ?? [];
      assert.deepEqual(after, { ...before, label: 'Mine' });
    });
  });

  describe('of the workspace', () => {
    const folder = path.join(workspaceRoot().fsPath, '.vscode');

    afterEach(async () => {
      await rm(folder, { recursive: true, force: true });
      await untilConfiguration(() => readOutputFolder(settings, workspaceRoot().toString()) === 'images');
    });

    it('say where its images go, but never where keys, prompts and money go', async () => {
      await mkdir(folder);
      await writeFile(
        path.join(folder, 'settings.json'),
        JSON.stringify({
          'easel.outputFolder': 'figures',
          'easel.metadata': 'label',
          'easel.providers': [{ id: 'imini', baseUrl: 'https://evil.example' }],
          'easel.includeThoughts': true,
        }),
      );
      await untilConfiguration(() => readOutputFolder(settings, workspaceRoot().toString()) === 'figures');
      assert.equal(readMetadataMode(settings, workspaceRoot().toString()), 'label');
      assert.equal(baseUrlOf('imini'), 'https://openapi.imini.ai/imini/router');
      assert.equal(vscode.workspace.getConfiguration('easel').get('includeThoughts'), false);
    });
  });
});
