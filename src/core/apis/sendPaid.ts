import type { JsonAnswer, JsonBody } from '../http/client';
import type { CallContext } from '../provider';
import { bearer } from './readAnswer';

/** Sends the one call of an API that is paid, and tells the person how far it is. Errors as `HttpClient.sendJson`. */
export function sendPaid(
  { key, http, signal, report, provider }: CallContext,
  { path, body }: { readonly path: string; readonly body: JsonBody },
): Promise<JsonAnswer> {
  report({ step: 'sending' });
  return http.sendJson({
    method: 'POST',
    paid: true,
    url: provider.baseUrl + path,
    headers: bearer(key),
    body,
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
