import { Agent, request as send } from 'undici';
import type { HttpLimits } from '../policy/limits';
import type { Transport } from './transport';
import { takeChunks } from '../response/takeChunks';
import { createConnector, type ConnectorOptions } from './undiciConnector';

export interface UndiciRouteOptions extends Omit<ConnectorOptions, 'connectMilliseconds'> {
  readonly limits: Pick<HttpLimits, 'answerBytes' | 'connectMilliseconds' | 'idleMilliseconds'>;
}

/** Undici on a dispatcher of our own: its global one belongs to the whole extension host. */
export function openUndiciRoute({ limits, ...connecting }: UndiciRouteOptions): Transport {
  const agent = new Agent({
    connect: createConnector({ ...connecting, connectMilliseconds: limits.connectMilliseconds }),
    // The client bounds the whole exchange; the headers alone come only when the image is finished.
    headersTimeout: 0,
    bodyTimeout: limits.idleMilliseconds,
    // Counted as it arrives: nothing else bounds what piles up below.
    maxResponseSize: limits.answerBytes,
  });
  return {
    async send({ method, url, headers, openBody, signal, idleMilliseconds }) {
      const answer = await send(url, {
        dispatcher: agent,
        method,
        headers,
        // Undici takes any async iterable (its `writeIterable`), which its types do not say.
        body: (openBody?.() ?? null) as null,
        signal,
        ...(idleMilliseconds !== undefined && { bodyTimeout: idleMilliseconds }),
        // Never paused: when the other side closes while undici holds the parser back, it throws where nobody can
        // catch it, and the answer is lost (https://github.com/nodejs/undici/issues/5360, not mended in 7.30).
        highWaterMark: limits.answerBytes + 1,
      });
      return {
        status: answer.statusCode,
        headers: flattenHeaders(answer.headers),
        body: takeChunks(answer.body),
      };
    },
    close: () => agent.destroy(),
  };
}

/** Headers that came several times, as one. */
function flattenHeaders(
  headers: Readonly<Record<string, string | string[] | undefined>>,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : (value ?? ''),
    ]),
  );
}
