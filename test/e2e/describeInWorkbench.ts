import type { Suite } from 'mocha';
import { openWorkbench, type Workbench, type WorkbenchOptions } from './workbench';

/**
 * A suite that shares one workbench, opened before its tests and closed after them. When a test fails, a picture of
 * the window is kept in out/screenshots and the logs are printed. Options that are known only later (the address of a
 * server that a `before` started) come as a function.
 */
export function describeInWorkbench(
  title: string,
  options: WorkbenchOptions | (() => WorkbenchOptions | Promise<WorkbenchOptions>),
  defineTests: (workbench: () => Workbench) => void,
): Suite {
  return describe(title, () => {
    let workbench: Workbench | undefined;

    before('open the workbench', async () => {
      workbench = await openWorkbench(typeof options === 'function' ? await options() : options);
    });

    afterEach('keep what tells why a test failed', async function () {
      if (this.currentTest?.state === 'failed' && workbench !== undefined) {
        const picture = await workbench.screenshot(
          `failed-${this.currentTest.fullTitle().replaceAll(/\W+/g, '-')}`,
        );
        console.log(`${picture}\n${workbench.logs()}`);
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
