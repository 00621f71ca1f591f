import assert from 'node:assert/strict';
import { formatSeconds } from '../../../../src/extension/text/quantities';
import { workflowText } from '../../../../src/extension/text/workflowText';

describe('Quantities in words', () => {
  for (const [seconds, words] of [
    [1, '1 s'],
    [90, '90 s'],
    [300, '5 min'],
    [3 * 3600, '3 h'],
    [49 * 3600, '3 days'],
    [31_622_400, '366 days'],
  ] as const) {
    it(`${seconds} seconds are ${words}`, () => {
      assert.equal(formatSeconds(seconds), words);
    });
  }

  it('one reference is no plural', () => {
    const said = (about: string) => workflowText({ file: 'a.json', fault: 'tooFewReferences', about });
    assert.match(said('1'), /takes 1 reference\./u);
    assert.match(said('2'), /takes 2 references\./u);
  });
});
