import assert from 'node:assert/strict';
import { composePrompt, promptLength, promptPieces } from '../../../src/shared/composePrompt';

const additions = [
  { before: 'A\n', after: ', b' },
  { before: 'C\n', after: '\nd' },
];

describe('The prompt as it is sent', () => {
  it('is what was written without additions, trimmed', () => {
    assert.equal(composePrompt(' a boat \n', []), 'a boat');
  });

  it('has all additions around it, in their order', () => {
    assert.equal(composePrompt(' a boat ', additions), 'A\nC\na boat, b\nd');
    assert.deepEqual(promptPieces(' a boat ', additions), {
      before: 'A\nC\n',
      own: 'a boat',
      after: ', b\nd',
    });
  });

  it('is empty as long as nothing is written, while its pieces can be read', () => {
    assert.equal(composePrompt(' \n', additions), '');
    assert.deepEqual(promptPieces(' \n', additions), { before: 'A\nC\n', own: '', after: ', b\nd' });
  });

  it('counts each character once, outside the basic plane as well', () => {
    assert.equal(promptLength('a😀é'), 3);
    assert.equal(promptLength(''), 0);
    // Half of a character is counted as one, as by `Array.from`.
    assert.equal(promptLength('a\ud83d'), Array.from('a\ud83d').length);
  });
});
