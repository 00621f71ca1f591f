import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { isNewRow, providerFromRow } from '../../../../../src/core/providerSettings/mergeSetting';
import { generate } from '../../../../../src/core/generate/generate';
import type { HttpClient } from '../../../../../src/core/http/client';
import type { Provider } from '../../../../../src/core/model/provider';
import { providerRow } from '../../../../../src/core/providerSettings/schema';
import type { ServerControls } from '../../../../servers/controls';
import { openaiDialect, startOpenaiServer } from '../../../../servers/openai';
import { openHttpClient, referenceOf, requestFor, trace } from '../callContext';

interface Manifest {
  readonly contributes: {
    readonly configuration: {
      readonly properties: Readonly<
        Record<string, { readonly items?: { readonly defaultSnippets: readonly Snippet[] } }>
      >;
    };
  };
}

interface Snippet {
  readonly label: string;
  readonly body: unknown;
}

/** The row that the editor of the settings offers, as it is when nothing in it is changed. */
function offeredRow(): Provider {
  const { contributes } = JSON.parse(readFileSync('package.json', 'utf8')) as Manifest;
  const { items } = contributes.configuration.properties['easel.providers']!;
  const { body } = items!.defaultSnippets.find(({ label }) => label === 'Azure OpenAI')!;
  const row = providerRow.parse(JSON.parse(JSON.stringify(body).replaceAll(/\$\{\d:([^}]*)\}/gu, '$1')));
  assert.ok(isNewRow(row));
  return providerFromRow(row);
}

/** https://learn.microsoft.com/azure/ai-foundry/openai/api-version-lifecycle: the model is a deployment's name. */
const azureDialect = { ...openaiDialect, models: ['deployment'], prefix: '/openai', keyHeader: 'api-key' };

describe('The row that is offered for Azure OpenAI', () => {
  let server: ServerControls;
  let http: HttpClient;

  beforeEach(async () => {
    server = await startOpenaiServer({ dialect: azureDialect });
    http = openHttpClient();
  });

  afterEach(async () => {
    await http.close();
    await server.stop();
  });

  for (const [path, references] of [
    ['generations', []],
    ['edits', [referenceOf('a.png'), referenceOf('b.png')]],
  ] as const) {
    it(`draws at images/${path} of the resource, with its version and the key in its header`, async () => {
      const row = offeredRow();
      assert.equal(new URL(row.baseUrl).host, 'resource.openai.azure.com');
      const provider = {
        ...row,
        baseUrl: row.baseUrl.replace(/^https:\/\/[^/]+/u, new URL(server.url).origin),
      };
      const [model] = provider.models;
      const { context } = trace({ provider, model, http, key: server.key });
      const { images } = await generate(requestFor(model, { size: '1024x1536', references }), context);
      assert.deepEqual([images.length, images[0]!.differences], [1, []]);
      const [sent] = server.requests;
      assert.equal(sent!.path, `/openai/v1/images/${path}?api-version=preview`);
      assert.equal(sent!.headers.authorization, undefined);
      assert.equal(sent!.references.length, references.length);
    });
  }
});
