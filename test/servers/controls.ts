import type { RunningServer } from './http';
import type { RecordedRequest, WaitOptions } from './record';
import type { Script } from './script';
import type { ScriptedStep } from './steps';

export interface ServerOptions {
  /** The key that is taken; random by default, with a prefix that a test can search for. */
  readonly key?: string;
  /** Every paid call takes this long. */
  readonly answerMilliseconds?: number;
}

/** What a test does with a server, whichever it is. */
export interface ServerControls {
  /** Base URL as it stands in the provider's row. */
  readonly url: string;
  readonly key: string;
  /** All requests in the order of their arrival. */
  readonly requests: readonly RecordedRequest[];
  /** Queues how the next calls go, one step a call. */
  script(...steps: readonly ScriptedStep[]): void;
  /** Lets every held call and task go on. */
  release(): void;
  /** Resolves as soon as so many calls are held. */
  waitForHeld(count?: number): Promise<void>;
  waitForRequests(options?: WaitOptions): Promise<readonly RecordedRequest[]>;
  /** Breaks every open connection. */
  stop(): Promise<void>;
}

export interface ControlOptions {
  readonly server: RunningServer;
  readonly script: Script;
  readonly key: string;
  readonly url: string;
}

export function startControls({ server, script, key, url }: ControlOptions): ServerControls {
  return {
    url,
    key,
    requests: server.log.requests,
    script: (...steps) => steps.forEach((step) => script.add(step)),
    release: () => script.release(),
    waitForHeld: (count) => script.waitForHeld(count),
    waitForRequests: (options) => server.log.waitForRequests(options),
    stop: () => server.stop(),
  };
}
