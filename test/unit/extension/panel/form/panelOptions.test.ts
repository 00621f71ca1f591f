import assert from 'node:assert/strict';
import { optionsOf, panelOptions } from '../../../../../src/extension/panel/form/panelOptions';

describe('The options of the panel', () => {
  it('all have a value in the form, so that filling it in leaves none of before', () => {
    const rest = { aspectRatio: '', size: '1K', quality: '' };
    assert.deepEqual(panelOptions(rest), {
      ...rest,
      background: '',
      outputFormat: '',
      thinking: '',
      seed: '',
      negativePrompt: '',
    });
  });

  it('go with a request only where something was chosen that few models have', () => {
    const rest = { aspectRatio: '', size: '1K', quality: '' };
    assert.deepEqual(
      optionsOf({ ...rest, background: '', outputFormat: '', thinking: '', seed: '', negativePrompt: '' }),
      rest,
    );
    const chosen = {
      ...rest,
      background: 'transparent',
      outputFormat: 'webp',
      thinking: 'high',
      seed: '42',
      negativePrompt: 'blur',
    };
    assert.equal(optionsOf(chosen).seed, 42);
    assert.equal(optionsOf({ ...chosen, seed: '0' }).seed, 0);
    assert.equal(optionsOf(chosen).negativePrompt, 'blur');
    assert.ok(!('negativePrompt' in optionsOf({ ...chosen, negativePrompt: ' \n' })));
    assert.equal(panelOptions({ ...rest, negativePrompt: 'blur' }).negativePrompt, 'blur');
    assert.deepEqual(panelOptions(optionsOf(chosen)), chosen);
  });
});
