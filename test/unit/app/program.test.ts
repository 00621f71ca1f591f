import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { FormWish } from '../../../src/app/form/newForm';
import type { JobEnd, SavedImage } from '../../../src/app/jobs/job';
import { fileUri, fsPathOf } from '../../../src/app/project/uri';
import { historyFile } from '../../../src/core/history/historyFile';
import { readRecipe } from '../../../src/core/image/metadata/readRecipe';
import { sniffFormat } from '../../../src/core/image/sniff';
import { EaselError } from '../../../src/core/model/errors';
import { monthOf, readSpending } from '../../../src/core/spending/spending';
import { generate, type Program } from '../../program/generate';
import { startIminiServer } from '../../servers/imini';
import { startInfinityBlueServer } from '../../servers/infinityBlue';
import { makeTemporaryFolder, removeTemporaryFolder } from '../../temporaryFolder';
import { importsOf, readSources } from '../architecture/sources';
import { makePng } from '../core/image/samples';

const servers = [
  { id: 'imini', modelId: 'google/nano-banana', start: startIminiServer },
  { id: 'infinityblue', modelId: 'nanobanana_pro', start: startInfinityBlueServer },
  { id: 'infinityblue', modelId: 'nanobanana_2', start: startInfinityBlueServer },
  { id: 'infinityblue', modelId: 'gpt-image-2', start: startInfinityBlueServer },
] as const;

describe('A program of plain Node', () => {
  let folder: string;
  let failures: unknown[];

  beforeEach(async () => {
    folder = makeTemporaryFolder('program');
    mkdirSync(path.join(folder, 'project', 'art'), { recursive: true });
    writeFileSync(path.join(folder, 'project', 'art', 'fox.png'), await makePng());
    failures = [];
  });

  afterEach(() => removeTemporaryFolder(folder));

  const at = (...segments: readonly string[]): string => path.join(folder, ...segments);

  /** Secrets as the extension stores them; time passes without being waited for. */
  function programFor(
    { id, url, key }: { readonly id: string; readonly url: string; readonly key: string },
    settings: Readonly<Record<string, unknown>> = {},
  ): Program {
    const secret = JSON.stringify({ key, origin: new URL(url).origin });
    const all = { providers: [{ id, baseUrl: url }], ...settings };
    let now = 0;
    return {
      project: at('project'),
      storage: at('storage'),
      settings: {
        get: (name) => new Map(Object.entries(all)).get(name),
        inspect: () => ({ user: undefined, workspace: undefined }),
      },
      secrets: {
        get: (name) => Promise.resolve(name === `easel.key.${id}` ? secret : undefined),
        store: () => Promise.resolve(),
        delete: () => Promise.resolve(),
      },
      clock: {
        now: () => now,
        sleep: (milliseconds) => Promise.resolve(void (now += milliseconds)),
        random: () => 0,
      },
      log: {
        debug: () => undefined,
        info: () => undefined,
        warn: () => undefined,
        failure: (error) => failures.push(error),
      },
    };
  }

  for (const { id, modelId, start } of servers) {
    const wish: FormWish = { prompt: 'A fox in the snow', providerId: id, modelId };

    describe(`generates with ${modelId} of ${id}`, () => {
      it('an image from a reference, with its recipe, history, journal, and cost', async () => {
        const server = await start();
        try {
          const program = programFor({ id, url: server.url, key: server.key });
          const references = [{ uri: fileUri(at('project', 'art', 'fox.png')), use: 'asset' }] as const;
          const { saved, errors } = ended(await generate(program, { ...wish, references }));
          assert.deepEqual([errors, failures], [[], []]);
          const [image] = saved;
          assert.ok(image);
          assert.equal(path.dirname(fsPathOf(image.uri)), at('project', 'images'));
          const bytes = readFileSync(fsPathOf(image.uri));
          const format = sniffFormat(bytes);
          const recipe = format && readRecipe(bytes, format);
          assert.equal(recipe?.prompt, 'A fox in the snow');
          assert.deepEqual(
            recipe.references.map((reference) => reference.path),
            ['art/fox.png'],
          );
          const history = readFileSync(historyFile(at('storage')), 'utf8');
          assert.ok(history.includes(createHash('sha256').update(bytes).digest('hex')));
          // An entry that owes nothing is closed, which removes it.
          assert.deepEqual(entriesIn(at('storage', 'journal')), []);
          assert.equal((await readSpending(at('storage'), monthOf(Date.now()))).length, 1);
        } finally {
          await server.stop();
        }
      });

      it('nothing above the limit of the month, and sends nothing', async () => {
        const server = await start();
        try {
          const limit = { 'imini credits': 0, credits: 0, USD: 0 };
          const program = programFor({ id, url: server.url, key: server.key }, { monthlyLimit: limit });
          const { saved, errors } = ended(await generate(program, wish));
          assert.deepEqual(saved, []);
          const [error] = errors;
          assert.ok(error instanceof EaselError);
          assert.equal(error.details.problem?.problem, 'overLimit');
          assert.deepEqual(server.requests, []);
        } finally {
          await server.stop();
        }
      });
    });
  }

  for (const [name, value] of [
    ['allowedProviders', ['gemini']],
    ['allowedProviders', ['api.imini.example']],
  ] as const) {
    it(`sends nothing to a provider that ${name} leaves out: ${value.join()}`, async () => {
      const server = await startIminiServer();
      try {
        const program = programFor({ id: 'imini', url: server.url, key: server.key }, { [name]: value });
        const wish: FormWish = { prompt: 'A fox', providerId: 'imini', modelId: 'google/nano-banana' };
        const { saved, errors } = ended(await generate(program, wish));
        assert.deepEqual([saved, server.requests], [[], []]);
        const [error] = errors;
        assert.ok(error instanceof EaselError);
        assert.equal(error.details.problem?.problem, 'providerNotAllowed');
      } finally {
        await server.stop();
      }
    });
  }

  it('knows nothing but app and core, and has at most 60 lines', () => {
    const sources = readSources('test/program');
    const targets = sources.flatMap(importsOf).map(({ target, specifier }) => target ?? specifier);
    assert.deepEqual(
      targets.filter((target) => !/^(?:src\/app\/|src\/core\/|node:)/u.test(target)),
      [],
    );
    assert.ok(readFileSync('test/program/generate.ts', 'utf8').trimEnd().split('\n').length <= 60);
  });
});

function ended(end: JobEnd<SavedImage> | undefined): JobEnd<SavedImage> {
  assert.ok(end);
  return end;
}

function entriesIn(journal: string): readonly string[] {
  return readdirSync(journal, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.jsonl'),
  );
}
