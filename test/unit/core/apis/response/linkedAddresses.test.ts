import assert from 'node:assert/strict';
import { linkedAddresses } from '../../../../../src/core/apis/response/linkedAddresses';
import { imageUrlsIn, withoutImages } from '../../../../../src/core/apis/response/responseText';

const address = 'https://files.example/a.png';

/** How a text links to something, and what is left of it when that has been fetched. */
const texts: Readonly<Record<string, readonly [text: string, addresses: readonly string[], left: string]>> = {
  'a Markdown image': [`Here: ![image](${address}) Done.`, [address], 'Here:  Done.'],
  'a title': [`![image](${address} "A title")`, [address], ''],
  'angle brackets': [`![image](<${address}>)`, [address], ''],
  'a link': [`[Download](${address})`, [address], ''],
  'brackets in the address': [
    '![i](https://a.example/b_(1890).png) x',
    ['https://a.example/b_(1890).png'],
    'x',
  ],
  'an image within a link': [`[![i](${address})](https://a.example)`, [address], '[](https://a.example)'],
  'an HTML image': [`<p><IMG alt="a" src='${address}'></p>`, [address], '<p></p>'],
  'an HTML image without quotes': [`<img src=${address}>`, [address], ''],
  'brackets that are none': ['a [b] (c) ](d ![e', [], 'a [b] (c) ](d ![e'],
};

describe('What a text links to', () => {
  for (const [name, [text, addresses, left]] of Object.entries(texts)) {
    it(`is found, and taken out where it was fetched: ${name}`, () => {
      assert.deepEqual(
        linkedAddresses(text).map((link) => link.address),
        addresses,
      );
      assert.equal(withoutImages(text, new Set(addresses)), left);
    });
  }

  it('stays in the text where it was not fetched', () => {
    const text = `One ![a](${address}) and two ![b](https://files.example/b.png)`;
    assert.equal(withoutImages(text, new Set([address])), 'One  and two ![b](https://files.example/b.png)');
    assert.equal(withoutImages(text), text);
  });

  it('leaves nothing of an image that was embedded', () => {
    assert.equal(withoutImages('Here: ![image]()'), 'Here:');
    assert.equal(withoutImages('![image](data:image/png;base64,iVBORw0KGgo=)'), '');
  });

  const pumps = [
    '![](',
    '![](![](',
    '![',
    '![]',
    '](',
    '![](a',
    '<img ',
    '<img src="',
    '[](((',
    '![a](b) ',
    '<',
    '\n',
  ];
  for (const pump of pumps) {
    it(`is looked for in time that grows with the text alone: ${JSON.stringify(pump)}`, () => {
      const timeOf = (length: number): number => {
        const text = pump.repeat(Math.ceil(length / pump.length));
        const start = process.hrtime.bigint();
        for (let round = 0; round < 5; round += 1) {
          imageUrlsIn(text);
          withoutImages(text);
        }
        return Number(process.hrtime.bigint() - start) / 1e6;
      };
      timeOf(20_000);
      const least = (length: number): number => Math.min(...Array.from({ length: 5 }, () => timeOf(length)));
      // Eightfold at eight times the length; a square would be 64-fold.
      assert.ok(least(160_000) <= 24 * Math.max(least(20_000), 2));
    });
  }
});
