import assert from 'node:assert/strict';
import { importsOf, readSources } from './sources';

describe('The wire formats', () => {
  const imports = readSources('src').flatMap(importsOf);
  const table = 'src/core/apis/table.ts';

  it('are called through the guard of the table alone', () => {
    const guard = 'src/core/apis/common/keyGuard.ts';
    const formats = imports
      .filter(({ from, target, typeOnly }) => from === table && !typeOnly && target !== guard)
      .flatMap(({ target }) => target ?? []);
    assert.ok(formats.length > 5);
    const others = imports.filter(
      ({ from, target = '' }) =>
        formats.includes(target) && from !== table && !from.startsWith('src/core/apis/'),
    );
    assert.deepEqual(others, []);
  });
});
