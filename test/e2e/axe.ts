import axe from 'axe-core';
import type { AxeResults } from 'axe-core';
import type { Frame } from 'playwright-core';

/** All that axe-core, with every rule that it runs by itself, finds in a page: the rule, the element and what is wrong. */
export async function findViolations(frame: Frame): Promise<readonly string[]> {
  // The page's policy lets no script in, so axe comes by the debugger's door.
  await frame.evaluate(axe.source);
  const { violations } = await frame.evaluate((): Promise<AxeResults> =>
    (globalThis as unknown as { axe: typeof axe }).axe.run(document, { resultTypes: ['violations'] }),
  );
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')}: ${failureSummary}`),
  );
}
