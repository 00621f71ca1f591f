import assert from 'node:assert/strict';
import { problemText } from '../../../../src/extension/text/problemText';
import { rowProblem } from '../../../../src/app/providers/rowProblem';
import { leftOutText } from '../../../../src/extension/text/settingProblem';

describe('A broken row of the setting', () => {
  const faults = ['baseUrl', 'api', 'models', 'headers', 'auth', 'query'].map((field) => ({
    field,
    fault: 'missing' as const,
  }));

  for (const [title, id, named] of [
    ['by its place and its id', 'gateway', 'easel.providers[3] (gateway)'],
    ['by the beginning of a long id', 'g'.repeat(300), `easel.providers[3] (${'g'.repeat(39)}…)`],
    ['by its place alone where it has no id', undefined, 'easel.providers[3].'],
    ['by its place alone where its id is no text', 7, 'easel.providers[3].'],
    ['by its place alone where its id is blank', ' ', 'easel.providers[3].'],
  ] as const) {
    it(`is named ${title}, however much is wrong with it`, () => {
      const row = rowProblem({ index: 3, row: { id }, faults });
      const text = problemText({ problem: 'brokenSetting', row });
      assert.ok(text.includes(named), text);
    });
  }

  it('is named beside each other one', () => {
    const rows = ['gateway', 'shed', 'mine'].map((id, index) => rowProblem({ index, row: { id }, faults }));
    const [first, ...others] = rows;
    assert.ok(first);
    assert.match(leftOutText([first]), /easel\.providers\[0\] \(gateway\)\.baseUrl: /u);
    assert.equal(
      leftOutText([first, ...others]),
      'Rows of the settings were left out: easel.providers[0] (gateway), easel.providers[1] (shed), easel.providers[2] (mine)',
    );
  });
});
