import { EaselError } from '../../model/errors';
import type { JsonAnswer, JsonRequest } from '../../http/client';
import type { CallContext } from './api';
import { requestTo } from './requestTo';

export interface PaidRequest extends Pick<JsonRequest, 'body' | 'form' | 'streaming' | 'onEvent'> {
  /** POST where nothing is said. */
  readonly method?: 'POST' | 'PUT';
  /** Behind the base URL. */
  readonly path: string;
  /** Of an event stream: the image has come with this event. What breaks off behind it takes nothing away. */
  bringsImage?(value: unknown): boolean;
}

/** Sends the one call of an API that is paid, and tells the user how far it is. Errors as `HttpClient.sendJson`. */
export async function sendPaid(context: CallContext, request: PaidRequest): Promise<JsonAnswer> {
  const { path, ...rest } = request;
  const { http, signal, report, provider, log } = context;
  const events: unknown[] = [];
  report({ step: 'sending' });
  try {
    return await http.sendJson({
      method: 'POST',
      paid: true,
      ...requestTo(context, path),
      ...rest,
      maxBytes: provider.maxRequestBytes,
      signal,
      onSent: () => {
        report({ step: 'waiting' });
      },
      onWait: (seconds) => {
        report(seconds > 0 ? { step: 'retrying', seconds } : { step: 'sending' });
      },
      onEvent: (value) => {
        const isTaken = request.onEvent?.(value) === true;
        events.push(...(isTaken ? [] : [value]));
        return isTaken;
      },
    });
  } catch (error) {
    const hasImage = events.some((value) => request.bringsImage?.(value) === true);
    if (!hasImage || !(error instanceof EaselError)) {
      throw error;
    }
    log(`The answer broke off behind its image: ${String(error)}`);
    return { status: 200, headers: {}, body: events };
  }
}
