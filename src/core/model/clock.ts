import { setTimeout as sleep } from 'node:timers/promises';

/** Time as an argument, so that no test waits for real minutes. */
export interface Clock {
  /** Monotonic milliseconds; the wall clock may jump. */
  now(): number;
  /** Resolves after `milliseconds`, or rejects with the signal's reason as soon as it fires. */
  sleep(milliseconds: number, signal: AbortSignal): Promise<void>;
  /** From 0 up to 1. */
  random(): number;
}

export const systemClock: Clock = {
  now: () => performance.now(),
  sleep: async (milliseconds, signal) => {
    await sleep(milliseconds, undefined, { signal });
  },
  random: () => Math.random(),
};
