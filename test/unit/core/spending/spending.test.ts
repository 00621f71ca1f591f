import assert from 'node:assert/strict';
import { appendFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setImmediate } from 'node:timers/promises';
import {
  appendSpending,
  monthOf,
  newSpentId,
  readSpending,
  spendingMonths,
  totalsOf,
  type SpentCall,
} from '../../../../src/core/spending/spending';
import { isError } from '../apis/isError';
import { makeTemporaryFolder, removeTemporaryFolder } from '../../../temporaryFolder';

const november = new Date(2026, 10, 15).getTime();
const december = new Date(2026, 11, 31, 23, 59, 59).getTime();

function callOf(changes: Partial<SpentCall> & { readonly at?: number } = {}): SpentCall {
  const { at = november, ...rest } = changes;
  const facts = { providerId: 'openai', providerLabel: 'OpenAI', modelId: 'gpt-image-2' };
  return {
    id: newSpentId(at),
    ...facts,
    cost: { currency: 'USD', amount: 0.1, isApproximate: true },
    ...rest,
  };
}

describe('Spending', () => {
  let directory: string;

  beforeEach(() => {
    directory = makeTemporaryFolder('spending');
  });

  afterEach(() => removeTemporaryFolder(directory));

  it('is read with the line ends of Windows', async () => {
    await appendSpending(directory, [callOf(), callOf()]);
    const file = path.join(directory, 'spending', '2026-11.jsonl');
    await writeFile(file, (await readFile(file, 'utf8')).replaceAll('\n', '\r\n'));
    assert.equal((await readSpending(directory, '2026-11')).length, 2);
  });

  it('is not known where its file cannot be read or holds something else', async () => {
    const spending = path.join(directory, 'spending');
    await mkdir(path.join(spending, '2026-11.jsonl'), { recursive: true });
    await assert.rejects(
      readSpending(directory, '2026-11'),
      isError('cannotSave', { networkCode: 'EISDIR' }),
    );
    await writeFile(path.join(spending, '2026-10.jsonl'), '\0'.repeat(100) + '\nx\n{}\n');
    await assert.rejects(readSpending(directory, '2026-10'), isError('cannotSave', { reason: 'spending' }));
  });

  it('is read in many turns of the event loop, however many calls there are', async () => {
    await appendSpending(
      directory,
      Array.from({ length: 50_000 }, () => callOf()),
    );
    let [turns, isOver] = [0, false];
    const count = async (): Promise<void> => {
      for (; !isOver; turns += 1) {
        await setImmediate();
      }
    };
    const counted = count();
    assert.equal((await readSpending(directory, '2026-11')).length, 50_000);
    isOver = true;
    await counted;
    assert.ok(turns > 300, `${turns} turns`);
  });

  it('is kept by month, in the time zone of the user', async () => {
    await appendSpending(directory, [callOf(), callOf({ at: december })]);
    assert.deepEqual(await spendingMonths(directory), ['2026-12', '2026-11']);
    assert.equal((await readSpending(directory, monthOf(december))).length, 1);
    assert.deepEqual(await readSpending(directory, '2026-10'), []);
  });

  it('counts a call once, by what was said of it last', async () => {
    const call = callOf();
    const cost = { currency: 'USD', amount: 0.07, isApproximate: false };
    await appendSpending(directory, [call, callOf()]);
    await appendSpending(directory, [{ ...call, cost }]);
    const calls = await readSpending(directory, '2026-11');
    assert.deepEqual(
      calls.map(({ cost: each }) => each?.amount),
      [0.07, 0.1],
    );
  });

  it('leaves out a call that has cost nothing in the end', async () => {
    const call = callOf();
    await appendSpending(directory, [call, callOf(), { id: call.id, isVoid: true }]);
    assert.equal((await readSpending(directory, '2026-11')).length, 1);
  });

  it('windows that write at the same time lose nothing', async () => {
    await Promise.all(Array.from({ length: 20 }, () => appendSpending(directory, [callOf(), callOf()])));
    assert.equal((await readSpending(directory, '2026-11')).length, 40);
  });

  it('a line that a crash has torn, or that is nonsense, takes no other with it', async () => {
    await appendSpending(directory, [callOf()]);
    await appendFile(path.join(directory, 'spending', '2026-11.jsonl'), '\n{"id":"2026-11.');
    await appendSpending(directory, [callOf({ id: '../../elsewhere' }), callOf()].slice(1));
    await appendFile(path.join(directory, 'spending', '2026-11.jsonl'), '\nnull\n[]\n{"id":1}');
    assert.equal((await readSpending(directory, '2026-11')).length, 2);
  });

  it('is summed for each provider and currency, with the calls of unknown price', () => {
    const credits = { currency: 'imini credits', amount: 120, isApproximate: true };
    const imini = { providerId: 'imini', providerLabel: 'imini' };
    const exact = { currency: 'USD', amount: 0.04, isApproximate: false };
    const totals = totalsOf([
      callOf({ cost: exact }),
      callOf({ ...imini, cost: credits }),
      callOf({ cost: null }),
      callOf({ cost: exact, providerLabel: 'OpenAI (work)' }),
      callOf({ ...imini, cost: credits }),
      callOf({ ...imini, cost: exact }),
    ]);
    assert.deepEqual(totals, [
      {
        ...{ providerId: 'openai', providerLabel: 'OpenAI (work)', calls: 3, unknown: 1 },
        amounts: [{ currency: 'USD', amount: 0.08, isApproximate: false }],
      },
      {
        ...{ providerId: 'imini', providerLabel: 'imini', calls: 3, unknown: 0 },
        amounts: [{ ...credits, amount: 240 }, exact],
      },
    ]);
  });
});
