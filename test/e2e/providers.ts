import type { Suite } from 'mocha';
import { startIminiServer, type IminiServer } from '../servers/imini';
import { startInfinityBlueServer, type InfinityBlueServer } from '../servers/infinityBlue';
import { describeInWorkbench } from './describeInWorkbench';
import type { Workbench, WorkbenchOptions } from './workbench';

export interface TestProviders {
  readonly imini: IminiServer;
  readonly blue: InfinityBlueServer;
}

/** Long enough that a page shows the waiting, short enough that the first poll finds the task done. */
const taskMilliseconds = 500;

/** A suite in a workbench whose providers are the strict test servers. No key is stored yet. */
export function describeWithProviders(
  title: string,
  {
    blueRow,
    ...options
  }: WorkbenchOptions & {
    /** What stands in the row of InfinityBlue besides its address. */
    readonly blueRow?: Readonly<Record<string, unknown>>;
  },
  defineTests: (workbench: () => Workbench, providers: () => TestProviders) => void,
): Suite {
  let running: TestProviders | undefined;
  const start = async (): Promise<WorkbenchOptions> => {
    const [imini, blue] = await Promise.all([
      startIminiServer({ taskMilliseconds }),
      startInfinityBlueServer(),
    ]);
    running = { imini, blue };
    const rows = [
      { id: 'imini', baseUrl: imini.url },
      { id: 'infinityblue', baseUrl: blue.url, ...blueRow },
    ];
    return { ...options, settings: { 'easel.providers': rows, ...options.settings } };
  };
  return describeInWorkbench(title, start, (workbench) => {
    after('stop the test servers', async () => {
      await Promise.all([running?.imini.stop(), running?.blue.stop()]);
    });
    defineTests(workbench, () => {
      if (running === undefined) {
        throw new Error('The test servers run only while tests run.');
      }
      return running;
    });
  });
}

/** As the user sees them. */
export type ProviderLabel = 'imini' | 'InfinityBlue';

/** Stores a key by the command, as a person does. */
export async function setApiKey(workbench: Workbench, provider: ProviderLabel, key: string): Promise<void> {
  await workbench.runCommand('Easel: Set API Key');
  await workbench.waitForQuickInput('Easel: API Key');
  await workbench.pickQuickItem(provider);
  await workbench.waitForQuickInput(`Easel: API Key of ${provider}`);
  await workbench.fillQuickInput(key);
  await workbench.waitForNotification(/API key .*was stored/);
  await workbench.clearNotifications();
}

/** Stores both keys; Easel then draws with imini's first model. */
export async function setBothKeys(workbench: Workbench, { imini, blue }: TestProviders): Promise<void> {
  await setApiKey(workbench, 'imini', imini.key);
  await setApiKey(workbench, 'InfinityBlue', blue.key);
}
