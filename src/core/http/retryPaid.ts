import type { Clock } from '../model/clock';
import { EaselError } from '../model/errors';
import { errorFromAnswer } from './responseErrors';
import type { JsonAnswer } from './client';

export interface PaidContext {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Whole seconds until the request is sent again, once a second; 0 when it is. */
  readonly onWait?: ((seconds: number) => void) | undefined;
}

/** In milliseconds, before the second and the third try: where no connection came about, and where no time was named. */
const waits = { connection: [250, 500], limit: [5000, 15_000] } as const;
/** Whoever asks for more time gets an error instead that names it. */
const longestWait = 5 * 60_000;
const shortestLimitWait = 1000;

/**
 * Sends a request that is paid, and repeats it, at most twice, only where it certainly did not start: no connection
 * came about or it broke before the whole request was sent; or the provider put it off, with 429, or with 503 and a
 * time. Whatever else happens, the request may be under way, so it is never repeated.
 * @throws what `send` throws; an `AbortError` when the signal fires while it waits.
 */
export async function retryPaid(send: () => Promise<JsonAnswer>, context: PaidContext): Promise<JsonAnswer> {
  for (let repeats = 0; ; repeats += 1) {
    let wait: number | undefined;
    try {
      const answer = await send();
      wait = waitAfterAnswer(answer, repeats);
      if (wait === undefined) {
        return answer;
      }
    } catch (error) {
      wait = waitAfterError(error, repeats);
      if (wait === undefined) {
        throw error;
      }
    }
    await countDown(wait, context);
  }
}

function waitAfterAnswer(answer: JsonAnswer, repeats: number): number | undefined {
  if (answer.status !== 429 && answer.status !== 503) {
    return undefined;
  }
  // What the body says counts for more: no credit, a spent quota or an unknown model will be the same in a minute.
  const { kind, details } = errorFromAnswer(answer, { host: '', method: 'POST' });
  const asked = details.retryAfterSeconds;
  const isPutOff = kind === 'rateLimited' && (answer.status === 429 || asked !== undefined);
  const preset = waits.limit[repeats];
  if (!isPutOff || preset === undefined) {
    return undefined;
  }
  const wait = asked === undefined ? preset : Math.max(shortestLimitWait, asked * 1000);
  return wait <= longestWait ? wait : undefined;
}

function waitAfterError(error: unknown, repeats: number): number | undefined {
  const isSafe =
    error instanceof EaselError && error.kind === 'unreachable' && error.details.maybeBilled !== true;
  return isSafe && !lasting.test(error.details.networkCode ?? '') ? waits.connection[repeats] : undefined;
}

/** A wrong certificate, or a proxy's refusal, stays what it is. */
const lasting = /CERT|SIGNATURE|SELF_SIGNED|ISSUER|^PROXY_\d/;

async function countDown(milliseconds: number, { clock, signal, onWait }: PaidContext): Promise<void> {
  const end = clock.now() + milliseconds;
  for (let left = milliseconds; left > 0; left = end - clock.now()) {
    const seconds = Math.ceil(left / 1000);
    onWait?.(seconds);
    await clock.sleep(left - (seconds - 1) * 1000, signal);
  }
  onWait?.(0);
}
