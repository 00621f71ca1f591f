import { setTimeout as sleep } from 'node:timers/promises';
import { triggers, type PassedStep, type ScriptedStep, type ScriptRoute, type Step } from './steps';

export interface NextStepOptions {
  readonly route: ScriptRoute;
  readonly prompt?: string;
  /** Fires when the client goes away. */
  readonly signal: AbortSignal;
}

/** The behaviours that a test has queued, and the calls that wait to be released. */
export class Script {
  readonly #queues = new Map<ScriptRoute, Step[]>();
  readonly #held = new Set<() => void>();
  readonly #waiting = new Set<() => void>();
  /** How often `release()` was called; a held task looks at it. */
  releases = 0;

  /** Every paid call takes `answerMilliseconds`. */
  constructor(readonly answerMilliseconds = 0) {}

  add({ at = 'generate', times = 1, ...step }: ScriptedStep): void {
    const queue = this.#queues.get(at) ?? [];
    this.#queues.set(at, [...queue, ...new Array<Step>(times).fill(step)]);
  }

  /**
   * The next queued step, else what the prompt triggers, else success. Waits where the step says so.
   * Rejects when the client goes away meanwhile.
   */
  async next({ route, prompt = '', signal }: NextStepOptions): Promise<PassedStep> {
    const queued = this.#queues.get(route)?.shift();
    const word = Object.keys(triggers).find((trigger) => prompt.toLowerCase().includes(trigger));
    const step = queued ?? (word === undefined ? undefined : triggers[word]) ?? { kind: 'succeed' };
    if (route === 'generate' && this.answerMilliseconds > 0) {
      await sleep(this.answerMilliseconds, undefined, { signal });
    }
    return this.#pass(step, signal);
  }

  /** Lets every held call and task go on. */
  release(): void {
    this.releases += 1;
    this.#held.forEach((goOn) => goOn());
    this.#held.clear();
  }

  /** Resolves as soon as `count` calls are held. */
  waitForHeld(count = 1): Promise<void> {
    return new Promise((resolve) => {
      const check = (): void => {
        if (this.#held.size >= count) {
          this.#waiting.delete(check);
          resolve();
        }
      };
      this.#waiting.add(check);
      check();
    });
  }

  /** Waits for `release()`. Rejects when the client goes away meanwhile. */
  hold(signal: AbortSignal): Promise<void> {
    return new Promise((goOn, giveUp) => {
      this.#held.add(goOn);
      this.#waiting.forEach((check) => check());
      signal.addEventListener('abort', () => {
        this.#held.delete(goOn);
        giveUp(new Error('The client went away'));
      });
    });
  }

  async #pass(step: Step, signal: AbortSignal): Promise<PassedStep> {
    if (step.kind === 'hold') {
      await this.hold(signal);
    } else if (step.kind === 'slow') {
      await sleep(step.milliseconds, undefined, { signal });
    } else {
      return step;
    }
    return this.#pass(step.then ?? { kind: 'succeed' }, signal);
  }
}
