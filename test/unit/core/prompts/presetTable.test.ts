import assert from 'node:assert/strict';
import { presetTable } from '../../../../src/core/prompts/presetTable';

const named = (name: string, after: string) => ({ name, after });
const told = (user: unknown, workspace: unknown) =>
  presetTable({ user, workspace }).presets.map(({ name, after }) => `${name}: ${after}`);

describe('The presets of a workspace', () => {
  it('stand beside those of the user', () => {
    assert.deepEqual(told([named('Flat', 'flat')], [named('Icon', 'icon')]), ['Flat: flat', 'Icon: icon']);
  });

  it('never take the place of one of the user’s, and say where they are from', () => {
    const user = [named('Flat', 'mine'), named('Flat (workspace)', 'mine too')];
    assert.deepEqual(told(user, [named('Flat', 'theirs'), named('  Flat ', 'theirs, later')]), [
      'Flat: mine',
      'Flat (workspace): mine too',
      'Flat (workspace 2): theirs, later',
    ]);
  });

  it('are not named twice where they say the same', () => {
    assert.deepEqual(told([named('Flat', 'flat')], [named('Flat', 'flat')]), ['Flat: flat']);
  });

  it('that cannot be read are counted with those of the user', () => {
    assert.equal(presetTable({ user: [{ name: '' }], workspace: [3, named('Flat', 'flat')] }).broken, 2);
    assert.deepEqual(presetTable({ user: 'nonsense', workspace: undefined }), { presets: [], broken: 0 });
  });
});
