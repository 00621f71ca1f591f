import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { shownRows } from './fault';
import { rows, type FaultRow, type RowEntry } from './rows';

describe('The table of faults', () => {
  const entries = Object.entries(rows).map(
    ([number, entry]) => [Number(number) as FaultRow, entry as RowEntry] as const,
  );

  it('every row of the table is covered, shown elsewhere, or named with its reason', () => {
    assert.equal(entries.length, 55);
    const here = entries.filter(([, { shown }]) => shown === 'here').map(([number]) => number);
    assert.deepEqual(
      here.filter((number) => !shownRows.has(number)),
      [],
      'rows without a test',
    );
    const elsewhere = entries.filter(([, { shown }]) => typeof shown === 'object' && 'shownIn' in shown);
    const not = entries.flatMap(([number, { shown }]) =>
      typeof shown === 'object' && 'cannot' in shown ? [`${number}: ${shown.cannot}`] : [],
    );
    const reasons = not.length === 0 ? '' : ` (${not.join('; ')})`;
    console.log(
      `      faults: ${here.length} of 55 rows shown here, ${elsewhere.length} in the extension host's tests, ${not.length} not${reasons}`,
    );
  });

  for (const [number, { shown }] of entries) {
    if (typeof shown === 'object' && 'shownIn' in shown) {
      const { file, title } = shown.shownIn;
      it(`row ${number} is shown in ${file}`, () => {
        assert.ok(readFileSync(file, 'utf8').includes(title), `there is no “${title}”`);
      });
    }
  }
});
