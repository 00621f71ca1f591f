import { startIminiServer } from './imini';
import { startInfinityBlueServer } from './infinityBlue';

export interface DemoProvider {
  /** Base URL for the provider's row. */
  readonly url: string;
  readonly key: string;
}

export interface DemoProviders {
  readonly imini: DemoProvider;
  readonly infinityblue: DemoProvider;
  stop(): Promise<void>;
}

/**
 * Starts both stand-ins at a pace that feels real, so that Easel can be tried without a key.
 * Words such as `[policy]` in a prompt bring up failures; `steps.ts` lists them.
 */
export async function startDemoProviders(): Promise<DemoProviders> {
  const [imini, infinityblue] = await Promise.all([
    startIminiServer({ answerMilliseconds: 400, taskMilliseconds: 3500 }),
    startInfinityBlueServer({ answerMilliseconds: 2500 }),
  ]);
  return {
    imini: { url: imini.url, key: imini.key },
    infinityblue: { url: infinityblue.url, key: infinityblue.key },
    stop: async () => {
      await Promise.all([imini.stop(), infinityblue.stop()]);
    },
  };
}
