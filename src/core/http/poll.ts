import type { Clock } from '../model/clock';
import { EaselError } from '../model/errors';

/** How often a task is asked for, in milliseconds. */
export interface PollPolicy {
  /** Before the first question. */
  readonly firstWait: number;
  /** Each wait is this much longer than the one before, up to `longestWait`. */
  readonly factor: number;
  readonly longestWait: number;
  /** Share by which a wait is shortened or lengthened at random, so that clients do not ask in step. */
  readonly jitter: number;
  /** The least wait after a 429. */
  readonly waitAfterRateLimit: number;
  /** Ends the waiting, never the task. */
  readonly total: number;
  /** The same where the server itself has been out of reach for so long. */
  readonly longestSilence?: number;
}

/** The timing of imini's own script (imini-api-integration-skill, `_imini_common.py`), with our total. */
export const defaultPollPolicy: PollPolicy = {
  firstWait: 2000,
  factor: 1.5,
  longestWait: 30_000,
  jitter: 0.2,
  waitAfterRateLimit: 5000,
  total: 15 * 60_000,
};

export type TaskState<T> = { readonly state: 'waiting' } | { readonly state: 'done'; readonly value: T };

export interface PollOptions<T> {
  /** One question. It throws when the task has failed. */
  readonly ask: (signal: AbortSignal) => Promise<TaskState<T>>;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly policy?: Partial<PollPolicy>;
  /** The task was submitted earlier, and may be done: the first question comes at once. */
  readonly isResumed?: boolean | undefined;
}

/**
 * Asks until a task is done. A provider that fails to answer does not end it: the task goes on meanwhile, and it is paid.
 * @throws EaselError `timedOut` (the caller adds the task id); what `ask` throws, unless another try may help; an
 * `AbortError` at once when the signal fired.
 */
export async function pollTask<T>(options: PollOptions<T>): Promise<T> {
  const { ask, clock, signal, policy, isResumed = false } = options;
  const timing: PollPolicy = { ...defaultPollPolicy, ...policy };
  let end = clock.now() + timing.total;
  let silentSince: number | undefined;
  let wait = isResumed ? 0 : timing.firstWait;
  let floor = 0;
  for (let now = clock.now(); now < end; now = clock.now()) {
    const jittered = wait * (1 + timing.jitter * (2 * clock.random() - 1));
    const pause = Math.min(Math.max(jittered, floor), end - now);
    await clock.sleep(pause, signal);
    // A machine that was asleep has not waited: its network may need a moment, and the task may be done long since.
    end += Math.max(0, clock.now() - now - pause);
    wait = wait === 0 ? timing.firstWait : Math.min(wait * timing.factor, timing.longestWait);
    floor = 0;
    try {
      const answer = await ask(signal);
      silentSince = undefined;
      if (answer.state === 'done') {
        return answer.value;
      }
    } catch (error) {
      if (signal.aborted || !isPassing(error)) {
        throw error;
      }
      // An answer of any kind says that it is there.
      silentSince = error.kind === 'unreachable' ? (silentSince ?? clock.now()) : undefined;
      if (silentSince !== undefined && clock.now() - silentSince >= (timing.longestSilence ?? Infinity)) {
        throw error;
      }
      floor = floorAfter(error, timing);
    }
  }
  throw new EaselError('timedOut', { maybeBilled: true });
}

/** Network failures, 5xx, 429, and pages of a proxy pass; every other refusal of the provider is final. */
function isPassing(error: unknown): error is EaselError {
  if (!(error instanceof EaselError)) {
    return false;
  }
  if (error.kind === 'unexpectedAnswer') {
    const { status = 0, reason } = error.details;
    // An answer of another shape, or one that points elsewhere, will do so the next time as well.
    return reason !== 'otherShape' && reason !== 'address' && (status < 400 || status >= 500);
  }
  return error.kind === 'unreachable' || error.kind === 'timedOut' || error.kind === 'rateLimited';
}

function floorAfter({ kind, details }: EaselError, timing: PollPolicy): number {
  const asked = (details.retryAfterSeconds ?? 0) * 1000;
  return kind === 'rateLimited' ? Math.max(timing.waitAfterRateLimit, asked) : asked;
}
