import assert from 'node:assert/strict';
import vm from 'node:vm';
import { growsTooMuch, timeOf } from '../growth';
import { expressionsOf, pumped, pumpsFor, type Pump } from './expressions';

/**
 * A stranger's text must cost no more than its length. Linear work on 40 KB takes well below a millisecond and quadratic
 * work some hundreds of them, so what stays below the floors is not judged, and no busy machine decides.
 */
describe('Regular expressions', () => {
  const all = new Map(expressionsOf('src').map((each) => [String(each.expression), each]));

  it('are found in the source', () => {
    assert.ok(all.size > 100, `${all.size} were found.`);
  });

  for (const { expression, place } of all.values()) {
    it(`${String(expression)} is linear (${place})`, function () {
      this.timeout(120_000);
      const slow = findSlow(expression);
      assert.equal(slow, undefined, `Superlinear for ${JSON.stringify(slow)}`);
    });
  }

  for (const [expression, text] of [
    [/\.+$/, 'quadratic'],
    [/[^:]*\.[^:]*$/, 'cubic'],
    [/^(?:a|a)+$/u, 'exponential'],
  ] as const) {
    it(`that are ${text}, such as ${String(expression)}, are told`, function () {
      this.timeout(120_000);
      assert.ok(findSlow(expression));
    });
  }
});

/** In characters. */
const longest = 40_000;
/** In milliseconds. */
const longestRun = 2000;

/** @returns the pump that makes an expression work more than its length. */
function findSlow(expression: RegExp): Pump | undefined {
  const pumps = pumpsFor(expression);
  // Short texts first, on which even what never ends on long ones comes to an end.
  const suspects = [
    { length: 1000, floor: 3 },
    { length: 10_000, floor: 8 },
  ].map(({ length, floor }) => {
    const times = timesOf(
      expression,
      pumps.map((pump) => pumped(pump, length)),
    );
    return pumps.filter((_, index) => (times[index] ?? Infinity) > floor);
  });
  return suspects
    .flat()
    .find((pump) =>
      growsTooMuch((length) => timesOf(expression, [pumped(pump, length)])[0] ?? Infinity, longest),
    );
}

/** In milliseconds, one for each text; infinite from where they take too long. */
function timesOf(expression: RegExp, texts: readonly string[]): readonly number[] {
  const times = texts.map(() => Infinity);
  context.run = () => {
    texts.forEach((text, index) => {
      times[index] = timeOf(() => (expression.global ? text.replace(expression, '') : expression.exec(text)));
    });
  };
  try {
    script.runInContext(context, { timeout: longestRun });
  } catch {
    // The times say where it was stopped.
  }
  return times;
}

const script = new vm.Script('run()');
const context = vm.createContext({ run: () => undefined });
