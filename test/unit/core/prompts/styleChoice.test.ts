import assert from 'node:assert/strict';
import { readStyleChoice, withStyleChoice } from '../../../../src/core/prompts/styleChoice';

const uri = 'file:///w/.easel/style.md';
const file = { uri, text: 'Only blue.' };

describe('The answer to a style file', () => {
  it('holds for the text that was shown, and is asked for again when that changes', () => {
    const stored = withStyleChoice(undefined, file, 'used');
    assert.equal(readStyleChoice(stored, file), 'used');
    assert.equal(readStyleChoice(stored, { uri, text: 'Only blue. And a logo.' }), 'asked');
    assert.equal(readStyleChoice(JSON.parse(JSON.stringify(stored)), file), 'used');
  });

  it('that was no stays no, since nothing is sent', () => {
    const stored = withStyleChoice(undefined, file, 'left');
    assert.equal(readStyleChoice(stored, { uri, text: 'Other words' }), 'left');
  });

  it('of the first releases is asked for once more where it was yes', () => {
    assert.equal(readStyleChoice({ [uri]: 'used' }, file), 'asked');
    assert.equal(readStyleChoice({ [uri]: 'left' }, file), 'left');
  });

  it('belongs to one file, and what cannot be read is no answer', () => {
    const stored = withStyleChoice({ other: 3 }, file, 'used');
    assert.equal(readStyleChoice(stored, { ...file, uri: 'other' }), 'asked');
    for (const broken of [undefined, null, 7, 'used', { [uri]: 'always' }, { [uri]: { choice: 'used' } }]) {
      assert.equal(readStyleChoice(broken, file), 'asked');
    }
  });
});
