import { checkInvariants } from './invariants';
import type { FaultRow } from './rows';
import { openScene, type Scene } from './scene';

/** Rows of the table that at least one test shows. */
export const shownRows = new Set<FaultRow>();

/** One fault and what must come of it. Whatever else the test looks at, the invariants hold afterwards. */
export function fault(row: FaultRow, fact: string, run: (scene: Scene) => Promise<void>): void {
  shownRows.add(row);
  it(`fault ${row}: ${fact}`, async () => {
    const scene = await openScene();
    try {
      await run(scene);
      await checkInvariants(scene);
    } finally {
      await scene.dispose();
    }
  });
}
