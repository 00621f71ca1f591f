import { builtInProviders } from '../../src/core/providers/table';
import { standIns } from '../unit/core/apis/callContext';
import { sampleWorkflow } from './comfyuiWorkflow';
import type { ServerControls } from './controls';
import { startIminiServer } from './imini';

export interface DemoProvider {
  /** Of the provider's row. */
  readonly id: string;
  readonly label: string;
  /** Base URL for the row. */
  readonly url: string;
  /** Empty where none is asked for. */
  readonly key: string;
}

export interface DemoProviders {
  readonly providers: readonly DemoProvider[];
  /** What the workspace needs for them, by path. */
  readonly files: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

/**
 * Starts the stand-in of every provider at a pace that feels real, so that Easel can be tried without a key.
 * Words such as `[policy]` in a prompt bring up failures; `steps.ts` lists them.
 */
export async function startDemoProviders(): Promise<DemoProviders> {
  const rows = builtInProviders.filter(({ id }) => id in standIns);
  const servers = await Promise.all(rows.map(({ id }) => startAtPace(id)));
  const providers = rows.map(({ id, label }, index) => {
    const { url, key } = servers[index]!;
    return { id, label, url, key };
  });
  return {
    providers,
    files: { '.easel/comfyui.json': JSON.stringify(sampleWorkflow, undefined, 2) },
    stop: async () => {
      await Promise.all(servers.map((server) => server.stop()));
    },
  };
}

function startAtPace(id: string): Promise<ServerControls> {
  return id === 'imini'
    ? startIminiServer({ answerMilliseconds: 400, taskMilliseconds: 3500 })
    : standIns[id]!({ answerMilliseconds: 2500 });
}
