import assert from 'node:assert/strict';
import { optionsOf, panelOptions } from '../../../src/extension/panel/panelOptions';

describe('The options of the panel', () => {
  it('all have a value in the form, so that filling it in leaves none of before', () => {
    const rest = { aspectRatio: '', size: '1K', quality: '' };
    assert.deepEqual(panelOptions(rest), { ...rest, background: '', outputFormat: '', seed: '' });
  });

  it('go with a request only where something was chosen that few models have', () => {
    const rest = { aspectRatio: '', size: '1K', quality: '' };
    assert.deepEqual(optionsOf({ ...rest, background: '', outputFormat: '', seed: '' }), rest);
    const chosen = { ...rest, background: 'transparent', outputFormat: 'webp', seed: '42' };
    assert.equal(optionsOf(chosen).seed, 42);
    assert.equal(optionsOf({ ...chosen, seed: '0' }).seed, 0);
    assert.deepEqual(panelOptions(optionsOf(chosen)), chosen);
  });
});
