import type { Clock } from '../../src/core/model/clock';

export interface ManualClock extends Clock {
  /** Lets time pass; whatever sleeps until then wakes up. */
  advance(milliseconds: number): void;
}

/** Time that passes only when the test says so. */
export function manualClock(): ManualClock {
  const sleepers = new Set<{ readonly until: number; readonly wake: () => void }>();
  let time = 1000;
  return {
    now: () => time,
    random: () => 0.5,
    advance(milliseconds) {
      time += milliseconds;
      for (const sleeper of [...sleepers].filter(({ until }) => until <= time)) {
        sleepers.delete(sleeper);
        sleeper.wake();
      }
    },
    sleep: (milliseconds, signal) =>
      new Promise((resolve, reject) => {
        signal.throwIfAborted();
        const sleeper = { until: time + milliseconds, wake: resolve };
        sleepers.add(sleeper);
        signal.addEventListener('abort', () => {
          sleepers.delete(sleeper);
          reject(signal.reason as Error);
        });
      }),
  };
}
