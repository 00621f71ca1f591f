import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { withProvidersSchema } from '../../manifest/packageJson';
import { providersHints } from '../../manifest/providersHints';
import { createProvidersSchema } from '../../manifest/providersSchema';

describe('The schema of easel.providers', () => {
  it('is the one that the code makes; npm run manifest writes it', () => {
    const text = readFileSync('package.json', 'utf8');
    assert.deepEqual(JSON.parse(text), JSON.parse(JSON.stringify(withProvidersSchema(text))));
  });

  it('is not made while a field has no description', () => {
    for (const path of Object.keys(providersHints)) {
      const { [path]: _, ...others } = providersHints;
      assert.throws(() => createProvidersSchema(others), { message: `${path} has no description` });
    }
  });

  it('is not made while a description has no field', () => {
    const hints = { ...providersHints, 'models.nowhere': { key: 'label' } };
    assert.throws(() => createProvidersSchema(hints), { message: 'models.nowhere has no field' });
  });
});
