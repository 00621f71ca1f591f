import assert from 'node:assert/strict';
import { optionsOf, panelOptions } from '../../../src/extension/panel/panelOptions';

describe('The options of the panel', () => {
  it('all have a value in the form, so that filling it in leaves none of before', () => {
    const rest = { aspectRatio: '', size: '1K', quality: '' };
    assert.deepEqual(panelOptions(rest), { ...rest, background: '', outputFormat: '' });
  });

  it('go with a request only where something was chosen that few models have', () => {
    const rest = { aspectRatio: '', size: '1K', quality: '' };
    assert.deepEqual(optionsOf({ ...rest, background: '', outputFormat: '' }), rest);
    const chosen = { ...rest, background: 'transparent', outputFormat: 'webp' };
    assert.deepEqual(panelOptions(optionsOf(chosen)), chosen);
  });
});
