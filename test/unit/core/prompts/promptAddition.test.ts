import assert from 'node:assert/strict';
import { composePrompt } from '../../../../src/shared/composePrompt';
import { partsOf, presetAddition, styleFileAddition } from '../../../../src/core/prompts/promptAddition';

const preset = (before: string, after: string, name = 'Flat') => presetAddition({ name, before, after });
const style = styleFileAddition('.easel/style.md', 'Only blue.\n');

describe('prompt parts', () => {
  it('a prompt without additions has no parts', () => {
    assert.equal(partsOf('a boat', []), undefined);
  });

  it('presets stand on lines of their own, before and after', () => {
    assert.equal(composePrompt('a boat', [preset(' An icon of ', ' Flat. ')]), 'An icon of\na boat\nFlat.');
    assert.equal(composePrompt('a boat', [preset('', '')]), 'a boat');
  });

  it('a preset that begins with a punctuation mark goes on where the prompt ends', () => {
    assert.equal(composePrompt('a boat', [preset('', ', flat')]), 'a boat, flat');
    assert.equal(composePrompt('一艘船', [preset('', '，扁平风格')]), '一艘船，扁平风格');
  });

  it('several presets keep their order, and the style file comes last, as a paragraph', () => {
    const additions = [preset('A', ', b'), preset('C', 'd', 'Other'), style];
    assert.equal(composePrompt('a boat', additions), 'A\nC\na boat, b\nd\n\nOnly blue.');
    assert.deepEqual(partsOf(' a boat ', additions), {
      own: 'a boat',
      presets: ['Flat', 'Other'],
      styleFile: true,
    });
  });

  it('an empty style file adds nothing', () => {
    assert.equal(composePrompt('a boat', [styleFileAddition('.easel/style.md', ' \n')]), 'a boat');
  });
});
