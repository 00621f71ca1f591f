import assert from 'node:assert/strict';
import { canary } from '../../../../host/canaryKey.mjs';
import { generate } from '../../../../../src/core/generate/generate';
import type { HttpClient } from '../../../../../src/core/http/client';
import type { Provider } from '../../../../../src/core/model/provider';
import { localAiDialect, startOpenaiServer } from '../../../../servers/openai';
import type { ServerControls } from '../../../../servers/controls';
import { modelOf, openHttpClient, requestFor, rowOf, trace } from '../callContext';

describe('LocalAI with API keys', () => {
  let server: ServerControls;
  let http: HttpClient;

  beforeEach(async () => {
    server = await startOpenaiServer({ key: `${canary}-localai`, dialect: localAiDialect });
    http = openHttpClient();
  });

  afterEach(async () => {
    await http.close();
    await server.stop();
  });

  const draw = async (row: Provider) => {
    const provider: Provider = { ...row, auth: { kind: 'bearer' }, needsKey: true };
    const { context } = trace({
      provider,
      model: modelOf(provider, 'stablediffusion'),
      http,
      key: server.key,
    });
    return generate(requestFor(context.model), context);
  };

  it('is asked for the image itself', async () => {
    assert.equal((await draw(rowOf('localai', server.url))).images.length, 1);
    assert.equal(server.requests.length, 1);
    assert.match(JSON.stringify(server.requests[0]!.body), /"response_format":"b64_json"/u);
  });

  it('gives its image also behind an address that the key guards', async () => {
    // As a row of the user's own, which does not say that it may be asked for base64.
    const { responseFormat: _, ...row } = rowOf('localai', server.url);
    assert.equal((await draw(row)).images.length, 1);
    assert.deepEqual(
      server.requests.map(({ method, status }) => [method, status]),
      [
        ['POST', 200],
        ['GET', 401],
        ['GET', 200],
      ],
    );
  });
});
