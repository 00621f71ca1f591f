import type { Suite } from 'mocha';
import { openWorkbench, type Workbench, type WorkbenchOptions } from './workbench';

/**
 * A suite that shares one workbench, opened before its tests and closed after them. When a test or the set-up before
 * them fails, a folder of out/failures, which is named, keeps what the window showed and every log. Options that are
 * known only later (the address of a server that a `before` started) come as a function.
 */
export function describeInWorkbench(
  title: string,
  options: WorkbenchOptions | (() => WorkbenchOptions | Promise<WorkbenchOptions>),
  defineTests: (workbench: () => Workbench) => void,
): Suite {
  return describe(title, function () {
    let workbench: Workbench | undefined;

    before('open the workbench', async () => {
      workbench = await openWorkbench(typeof options === 'function' ? await options() : options);
    });

    afterEach('keep what tells why a test failed', async function () {
      if (this.currentTest?.state === 'failed') {
        await workbench?.keepFailure(this.currentTest.fullTitle());
      }
    });

    after('keep what tells why the set-up failed', async () => {
      if (!this.tests.some(({ state }) => state !== undefined)) {
        await workbench?.keepFailure(`${this.fullTitle()} set-up`);
      }
    });

    after('close the workbench', () => workbench?.dispose());

    defineTests(() => {
      if (workbench === undefined) {
        throw new Error('The workbench is open only while tests run.');
      }
      return workbench;
    });
  });
}
