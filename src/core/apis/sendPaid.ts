import type { JsonAnswer, JsonRequest } from '../http/client';
import type { CallContext } from '../provider';
import { requestTo } from './requestTo';

export interface PaidRequest extends Pick<JsonRequest, 'body' | 'form' | 'streaming' | 'onEvent'> {
  /** POST where nothing is said. */
  readonly method?: 'POST' | 'PUT';
  /** Behind the base URL. */
  readonly path: string;
}

/** Sends the one call of an API that is paid, and tells the person how far it is. Errors as `HttpClient.sendJson`. */
export function sendPaid(context: CallContext, request: PaidRequest): Promise<JsonAnswer> {
  const { path, ...rest } = request;
  const { http, signal, report, provider } = context;
  report({ step: 'sending' });
  return http.sendJson({
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
  });
}
