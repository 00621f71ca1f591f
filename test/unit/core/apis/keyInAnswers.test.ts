import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import { inspect } from 'node:util';
import { apis } from '../../../../src/core/apis/table';
import { generate, resumeTask } from '../../../../src/core/generate/generate';
import type { HttpClient } from '../../../../src/core/http/client';
import { builtInProviders } from '../../../../src/core/providers/table';
import type { Api, CallContext } from '../../../../src/core/apis/common/api';
import type { Auth, Provider } from '../../../../src/core/model/provider';
import { canary } from '../../../host/canaryKey.mjs';
import { spellings } from '../../../host/spellings.mjs';
import { listenUnwatched, type Loopback } from '../http/loopback';
import { makePng } from '../image/samples';
import { openHttpClient, requestFor, trace } from './callContext';

type Call = (context: CallContext) => Promise<unknown>;

/** Every call of the interface, by its name there: a new one does not compile until it stands here. */
const calls: Readonly<Record<Exclude<keyof Api, 'goesOn'>, (api: Api) => Call | undefined>> = {
  generate: () => (context) => generate(requestFor(context.model), context),
  resume: (api) =>
    api.resume && ((context) => resumeTask({ taskId: 'task-1' }, requestFor(context.model), context)),
  checkKey: ({ checkKey }) => checkKey,
  listModels: ({ listModels }) => listModels,
};

/** Where an answer, good or bad, may repeat what it was sent. */
const echoes: Readonly<Record<string, (spelled: string, response: ServerResponse) => void>> = {
  'a message': (spelled, response) => refuse(response, `{"error":{"message":"Not ${spelled}!"}}`),
  'a code and the id of a request': (spelled, response) =>
    refuse(response, `{"error":{"code":"${spelled}"},"request_id":"${spelled}"}`),
  'JSON in a message': (spelled, response) =>
    refuse(response, JSON.stringify({ message: `upstream: {"error":{"message":"${spelled}"}}` })),
  'JSON in JSON that cannot be read': (spelled, response) =>
    refuse(response, JSON.stringify({ message: JSON.stringify({ said: `{"message":"${spelled}` }) })),
  'a header': (spelled, response) => {
    response.writeHead(500, { 'x-request-id': spelled.replaceAll(/[^\x20-\x7e]/g, '') }).end('{}');
  },
  'a text without an end': (spelled, response) => refuse(response, `{"message":"${spelled}`),
  'another shape': (spelled, response) =>
    response.writeHead(200, json).end(`{"${spelled}":"${spelled}","data":{"at":"${spelled}"}}`),
  'a list': (spelled, response) => {
    const entry = `{"id":"image-${spelled}","name":"models/image-${spelled}","title":"${spelled}","model_name":"${spelled}"}`;
    response.writeHead(200, json).end(`{"data":[${entry}],"models":[${entry}]}`);
  },
};

const json = { 'content-type': 'application/json' };

function refuse(response: ServerResponse, body: string): void {
  response.writeHead(400, json).end(body);
}

/** In an answer that is read as text. */
const textSpellings = [
  ...spellings(canary).filter(({ name }) => !name.startsWith('UTF-16')),
  { name: 'with every sign escaped', bytes: Buffer.from(everySign(canary)) },
  { name: 'as HTML', bytes: Buffer.from(canary.replaceAll('+', '&#43;').replaceAll('/', '&#x2F;')) },
];

/** The others are tried in one place, where nothing else would be seen. */
const usual = new Set(['as it is', 'with escaped slashes', 'with every sign escaped']);

function everySign(text: string): string {
  return Array.from(text, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`).join('');
}

const auths: Readonly<Record<string, { readonly auth: Auth; readonly key: string }>> = {
  bearer: { auth: { kind: 'bearer' }, key: canary },
  basic: { auth: { kind: 'basic' }, key: `me:${canary}` },
  header: { auth: { kind: 'header', header: 'x-key', prefix: 'Key ' }, key: canary },
};

/** One row for each wire format. */
const rows = Array.from(new Map(builtInProviders.map((row): [string, Provider] => [row.api, row])).values());

describe('A key that an answer repeats', () => {
  let server: Loopback;
  let http: HttpClient;
  let answer: (response: ServerResponse) => void;

  before(async () => {
    http = openHttpClient();
    server = await listenUnwatched((request, response) => {
      request.resume();
      answer(response);
    });
  });

  after(async () => {
    await http.close();
    await server.close();
  });

  const rowAt = (row: Provider, auth: Auth): Provider => ({ ...row, baseUrl: server.url, auth });

  /** All that a call tells: its result, its error with all that lies behind it, its log and what goes on record. */
  const told = async (call: Call, provider: Provider, key: string): Promise<string> => {
    const { context, logged, tasks } = trace({ provider, model: provider.models[0], key, http });
    const outcome = await call(context).catch((error: unknown) => error);
    const message = outcome instanceof Error ? outcome.stack : '';
    return inspect([outcome, message, logged, tasks], { depth: 20, maxStringLength: null });
  };

  for (const row of rows.filter(({ api }) => api !== 'placeholder')) {
    for (const [name, callOf] of Object.entries(calls)) {
      const call = callOf(apis[row.api]);
      if (call) {
        it(`goes no further: ${row.api}, ${name}`, async () => {
          for (const [place, echo] of Object.entries(echoes)) {
            for (const { name: spelling, bytes } of textSpellings) {
              answer = (response) => echo(bytes.toString(), response);
              for (const [way, { auth, key }] of Object.entries(auths)) {
                const isUsual = place === 'a message' ? way === 'bearer' : usual.has(spelling);
                if (isUsual || (way !== 'bearer' && spelling === 'as it is')) {
                  assertClean(await told(call, rowAt(row, auth), key), `${way}, ${place}, ${spelling}`);
                }
              }
            }
          }
        });
      }
    }
  }

  it('goes no further where one of several images cannot be fetched', async () => {
    const openai = rows.find(({ api }) => api === 'openai-images')!;
    const b64_json = (await makePng()).toString('base64');
    let asked = 0;
    answer = (response) => {
      asked += 1;
      if (asked === 1) {
        response
          .writeHead(200, json)
          .end(JSON.stringify({ data: [{ b64_json }, { url: `${server.url}/2.png` }] }));
      } else {
        response.writeHead(500, { ...json, 'x-request-id': canary }).end(`{"message":"${canary}"}`);
      }
    };
    const provider = rowAt(openai, { kind: 'bearer' });
    assertClean(await told(calls.generate(apis['openai-images'])!, provider, canary), 'left out');
    assert.ok(asked > 1);
  });
});

function assertClean(text: string, where: string): void {
  const found = [...textSpellings, { name: 'the start of it', bytes: Buffer.from(canary.slice(0, 12)) }]
    .filter(({ bytes }) => text.includes(bytes.toString()))
    .map(({ name }) => name);
  assert.deepEqual(found, [], `${where}: ${text.slice(0, 2000)}`);
}
