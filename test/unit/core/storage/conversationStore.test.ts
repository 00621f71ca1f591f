import assert from 'node:assert/strict';
import { readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fitsInto } from '../../../../src/core/model/conversation';
import {
  findExchanges,
  forgetExchange,
  keepExchange,
  type KeptExchange,
} from '../../../../src/core/storage/conversationStore';
import { makeTemporaryFolder, removeTemporaryFolder } from '../../../temporaryFolder';

const hashOf = (name: string): string => name.padEnd(64, '0');

const exchange = (prompt: string, follows?: string): KeptExchange => ({
  version: 1,
  ...{ providerId: 'gemini', origin: 'https://a.example', modelId: 'm', prompt, references: [] },
  answer: [{ text: 'Here you are.', signature: 'c2ln' }],
  ...(follows !== undefined && { follows: hashOf(follows) }),
});

describe('Kept conversations', () => {
  let directory: string;
  beforeEach(() => {
    directory = path.join(makeTemporaryFolder('kept'), 'conversations');
  });
  afterEach(() => removeTemporaryFolder(path.dirname(directory)));

  const prompts = async (file: string): Promise<readonly string[] | undefined> =>
    (await findExchanges(directory, hashOf(file)))?.map(({ prompt }) => prompt);

  it('are found by the file that came of them, oldest exchange first', async () => {
    await keepExchange(directory, hashOf('a'), exchange('A boat'));
    await keepExchange(directory, hashOf('b'), exchange('Paint it red', 'a'));
    assert.deepEqual(await prompts('b'), ['A boat', 'Paint it red']);
    assert.deepEqual(await findExchanges(directory, hashOf('a')), [exchange('A boat')]);
    assert.equal((await readdir(directory)).length, 2);
  });

  it('are whole or none at all', async () => {
    await keepExchange(directory, hashOf('a'), exchange('A boat'));
    await keepExchange(directory, hashOf('b'), exchange('Paint it red', 'a'));
    await forgetExchange(directory, hashOf('a'));
    assert.equal(await prompts('b'), undefined);
    await writeFile(path.join(directory, `${hashOf('c')}.json`), '{"version":1');
    assert.equal(await prompts('c'), undefined);
    assert.equal(await findExchanges(directory, '../a'), undefined);
  });

  it('end where they have grown long, also where a stranger has made a circle of them', async () => {
    for (let turn = 1; turn <= 9; turn += 1) {
      const follows = turn === 1 ? undefined : `a${turn - 1}`;
      await keepExchange(directory, hashOf(`a${turn}`), exchange(`${turn}`, follows));
    }
    assert.equal((await prompts('a8'))?.length, 8);
    assert.equal(await prompts('a9'), undefined);
    await keepExchange(directory, hashOf('c'), exchange('round', 'c'));
    assert.equal(await prompts('c'), undefined);
  });

  it('are sent only where the request takes so many images and bytes', () => {
    const image = { byteLength: 3_000_000, read: () => assert.fail('nothing is read') };
    const said = { prompt: 'A boat', references: [], answer: [{ image, mediaType: 'image/png' }] };
    assert.equal(fitsInto([said, said], { images: 2, bytes: 9_000_000 }), true);
    assert.equal(fitsInto([said, said], { images: 1, bytes: 9_000_000 }), false);
    assert.equal(fitsInto([said, said], { images: 2, bytes: 8_000_000 }), false);
    const signed = { ...said, answer: [...said.answer, { signature: 'x'.repeat(1_000_000) }] };
    assert.equal(fitsInto([said, signed], { images: 2, bytes: 9_000_000 }), false);
    assert.equal(fitsInto([said, signed], { images: 2, bytes: 90_000_000 }), true);
    const tooMuch = { ...said, answer: [...said.answer, { signature: 'x'.repeat(7_000_000) }] };
    assert.equal(fitsInto([said, tooMuch], { images: 2, bytes: 90_000_000 }), false);
  });
});
