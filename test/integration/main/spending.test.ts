import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { settings } from '../../../src/extension/ports/settings';
import { monthOf, readSpending, type SpentCall } from '../../../src/core/spending/spending';
import { generateBatch } from '../../../src/app/generate/batch';
import { findInHistory } from '../../../src/app/history/history';
import { historyStore } from '../../../src/app/history/historyStore';
import { describeEnd } from '../../../src/extension/jobs/jobText';
import { isCancellation } from '../../../src/core/model/cancellation';
import { storeKey } from '../../../src/app/keys/keyStore';
import { modelOf } from '../../../src/app/providers/modelChoice';
import { startOpenaiServer } from '../../servers/openai';
import { startInfinityBlueServer, type InfinityBlueServer } from '../../servers/infinityBlue';
import { isError } from '../../unit/core/apis/isError';
import { answerWarnings, type AnsweredWarnings } from '../answerWarnings';
import { formFor, generateFor, useProviders } from '../generating';
import { makeParts, type TestParts } from '../parts';
import { makeFolderInWorkspace, type TemporaryFolder } from '../temporaryFolder';

const amounts = ['confirmAbove', 'monthlyLimit'] as const;

async function set(name: (typeof amounts)[number], value: unknown): Promise<void> {
  await vscode.workspace.getConfiguration('easel').update(name, value, vscode.ConfigurationTarget.Global);
}

describe('Money', () => {
  let test: TestParts;
  let folder: TemporaryFolder;
  let server: InfinityBlueServer;
  let warnings: AnsweredWarnings;

  beforeEach(async () => {
    test = await makeParts();
    folder = await makeFolderInWorkspace();
    server = await startInfinityBlueServer();
    const models = [{ id: 'nanobanana_pro', price: { image: 0.4 } }];
    await useProviders([{ id: 'infinityblue', baseUrl: server.url, models }]);
    await storeKey(test.parts, modelOf(settings, priced).provider, server.key);
  });

  afterEach(async () => {
    warnings.restore();
    await Promise.all(amounts.map((name) => set(name, undefined)));
    await useProviders(undefined);
    await test.dispose();
    await server.stop();
    await folder.remove();
  });

  const priced = { providerId: 'infinityblue', modelId: 'nanobanana_pro' };
  const unknown = { providerId: 'infinityblue', modelId: 'nanobanana' };
  const wish = (changes: object = {}) => ({ ...priced, folder: folder.uri, ...changes });
  const paid = (): number => server.requests.filter(({ method }) => method === 'POST').length;
  const spent = (): Promise<readonly SpentCall[]> =>
    readSpending(test.parts.context.globalStorageUri.fsPath, monthOf(Date.now()));

  it('what a call has cost is counted for good, and stands in the history', async () => {
    warnings = answerWarnings(undefined);
    const { saved, costs } = await generateFor(test.parts, wish({ count: 2 }));
    server.script({ kind: 'policy', form: 'error' }, { kind: 'serverError', status: 504 });
    await generateFor(test.parts, wish());
    await generateFor(test.parts, wish());
    const amounts = async () => (await spent()).map(({ cost }) => cost?.amount);
    // Of those that failed, only the one that may have been billed.
    assert.deepEqual([await amounts(), paid()], [[0.4, 0.4, 0.4], 4]);
    assert.deepEqual(
      costs?.map(({ amount }) => amount),
      [0.4, 0.4],
    );
    const bytes = await vscode.workspace.fs.readFile(vscode.Uri.parse(saved[0]!.uri));
    const entry = await findInHistory(test.parts, bytes);
    assert.deepEqual(entry?.cost, { currency: 'USD', amount: 0.4, isApproximate: true });
    await historyStore(test.parts).clear();
    assert.equal((await amounts()).length, 3);
    assert.deepEqual(warnings.questions, []);
  });

  it('nothing is sent that would bring the month above the limit, however many jobs begin at once', async () => {
    warnings = answerWarnings(undefined);
    await set('monthlyLimit', 1);
    const ends = await Promise.all([1, 2, 3, 4].map(() => generateFor(test.parts, wish())));
    assert.equal(paid(), 2);
    assert.ok(ends.some(({ errors }) => errors.some((error) => isError('invalidRequest')(error))));
    assert.equal((await spent()).length, paid());
    const [refused] = test.parts.jobs.list();
    const { message, actions } = describeEnd(refused!);
    assert.match(message, /Nothing was sent: .*\$1\.00\. Raise easel\.monthlyLimit/u);
    assert.equal(actions[0], 'openLimits');
    const before = paid();
    const form = formFor(wish({ count: 3 }));
    const click = { form, compareWith: [modelOf(settings, unknown)], variations: false };
    await assert.rejects(generateBatch(click, test.parts, 'batch'), isError('invalidRequest'));
    assert.equal(paid(), before);
    await set('monthlyLimit', { USD: 5 });
    assert.equal((await generateFor(test.parts, wish())).saved.length, 1);
  });

  it('above the amount of the setting one click asks once, and no is no', async () => {
    await set('confirmAbove', { USD: 0.5 });
    warnings = answerWarnings(undefined);
    const { errors } = await generateFor(test.parts, wish({ count: 2 }));
    assert.ok(isCancellation(errors[0]));
    assert.deepEqual(
      [paid(), warnings.questions],
      [0, [{ message: 'Generate for about $0.80?', modal: true, detail: '' }]],
    );
    assert.equal((await generateFor(test.parts, wish())).saved.length, 1);
    warnings.restore();
    warnings = answerWarnings('Generate');
    const form = formFor(wish());
    const ended = new Promise<void>((resolve) => {
      const look = (): void => {
        const jobs = test.parts.jobs.list().filter(({ group }) => group);
        if (jobs.length === 2 && jobs.every(({ state }) => state === 'done')) {
          resolve();
        }
      };
      test.parts.jobs.onDidChange(look);
    });
    const other = {
      ...modelOf(settings, priced),
      model: { ...modelOf(settings, priced).model, id: 'nanobanana' },
    };
    await generateBatch({ form, compareWith: [other], variations: false }, test.parts, 'batch');
    await ended;
    assert.deepEqual(
      warnings.questions.map(({ message }) => message),
      ['Generate for about $0.80?'],
    );
    assert.equal(paid(), 3);
  });

  it('with Auto a range is asked about, with the date of the prices, and limits go by its upper end', async () => {
    const openai = await startOpenaiServer();
    await useProviders([{ id: 'openai', baseUrl: openai.url }]);
    const auto = { providerId: 'openai', modelId: 'gpt-image-2', options: { size: '1024x1024' } };
    await storeKey(test.parts, modelOf(settings, auto).provider, openai.key);
    warnings = answerWarnings(undefined);
    await set('confirmAbove', 0.2);
    assert.ok(isCancellation((await generateFor(test.parts, wish(auto))).errors[0]));
    assert.deepEqual(
      warnings.questions.map(({ message }) => message),
      ['Generate for about $0.0119 to $0.2167 (prices of November 30, 2026)?'],
    );
    await set('confirmAbove', undefined);
    await set('monthlyLimit', 0.2);
    assert.ok(isError('invalidRequest')((await generateFor(test.parts, wish(auto))).errors[0]));
    assert.equal(openai.requests.length, 0);
    await set('monthlyLimit', 0.3);
    assert.equal((await generateFor(test.parts, wish(auto))).saved.length, 1);
    await openai.stop();
  });

  it('an unknown price is asked about once in a window, and only who set a limit', async () => {
    warnings = answerWarnings('Generate');
    await generateFor(test.parts, wish(unknown));
    assert.deepEqual(warnings.questions, []);
    await set('monthlyLimit', 1);
    await generateFor(test.parts, wish(unknown));
    await generateFor(test.parts, wish(unknown));
    await generateFor(test.parts, { folder: folder.uri });
    assert.deepEqual(
      warnings.questions.map(({ message }) => message),
      ['The price of Nano Banana is unknown. Generate all the same?'],
    );
    assert.deepEqual(
      (await spent()).map(({ cost }) => cost),
      [null, null, null],
    );
    // Only its answer could say what it has cost, so that nothing is sent where nothing is left.
    await generateFor(test.parts, wish());
    await set('monthlyLimit', 0.4);
    const sent = paid();
    const { errors } = await generateFor(test.parts, wish(unknown));
    assert.ok(isError('invalidRequest')(errors[0]));
    assert.equal(paid(), sent);
  });
});
