import { randomInt } from 'node:crypto';
import fc from 'fast-check';

/** For each property. `npm run test:fuzz` asks for more than `npm test` does. */
const inputs = Number(process.env.EASEL_PROPERTY_INPUTS ?? 2000);
/** The same seed makes the same inputs; the one of a failed run is in its output. */
const seed = Number(process.env.EASEL_PROPERTY_SEED ?? randomInt(2 ** 31));

const seconds = Number(process.env.EASEL_PROPERTY_SECONDS ?? Infinity);
/** Where a property takes too long for all its inputs, those that it came to count. */
const limit = Number.isFinite(seconds)
  ? { interruptAfterTimeLimit: seconds * 1000, markInterruptAsFailure: false }
  : {};

/** A suite of properties that prints the seed of its inputs. */
export function describeProperties(title: string, declare: () => void): void {
  describe(title, () => {
    before(() => console.log(`      ${inputs} inputs each, EASEL_PROPERTY_SEED=${seed}`));
    declare();
  });
}

/** A test that `check` passes for every input; a failure is told with the smallest input that was found. */
export function holds<Input>(
  title: string,
  arbitrary: fc.Arbitrary<Input>,
  check: (input: Input) => void,
): void {
  it(title, function () {
    this.timeout(longestRunMs);
    fc.assert(fc.property(arbitrary, check), { ...limit, seed, numRuns: inputs });
  });
}

/** As `holds`, for a check that waits. */
export function holdsAsync<Input>(
  title: string,
  arbitrary: fc.Arbitrary<Input>,
  check: (input: Input) => Promise<void>,
): void {
  it(title, async function () {
    this.timeout(longestRunMs);
    await fc.assert(fc.asyncProperty(arbitrary, check), { ...limit, seed, numRuns: inputs });
  });
}

/** Texts of these characters alone. */
export function textOf(characters: string, { maxLength = 40 } = {}): fc.Arbitrary<string> {
  return fc.string({ unit: fc.constantFrom(...Array.from(characters)), maxLength });
}

const longestRunMs = 20 * 60_000;
