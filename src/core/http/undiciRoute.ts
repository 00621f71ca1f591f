import { Agent, request as send, type buildConnector } from 'undici';
import type { HttpLimits } from './limits';
import type { Route } from './route';

/** Certificates, the look-up of host names, and whatever else `tls.connect` takes. */
export type ConnectOptions = Omit<buildConnector.BuildOptions, 'timeout' | 'allowH2'>;

/** Undici on a dispatcher of our own: its global one belongs to the whole extension host. */
export function openUndiciRoute(
  limits: Pick<HttpLimits, 'connectMilliseconds' | 'idleMilliseconds'>,
  connect: ConnectOptions = {},
): Route {
  const agent = new Agent({
    connect: { ...connect, timeout: limits.connectMilliseconds },
    // The client bounds the whole exchange; the headers alone come only when the image is finished.
    headersTimeout: 0,
    bodyTimeout: limits.idleMilliseconds,
  });
  return {
    async send({ method, url, headers, body, signal }) {
      const answer = await send(url, {
        dispatcher: agent,
        method,
        headers,
        // Undici takes any async iterable (its `writeIterable`), which its types do not say.
        body: (body ?? null) as null,
        signal,
      });
      return { status: answer.statusCode, headers: flatten(answer.headers), body: answer.body };
    },
    close: () => agent.destroy(),
  };
}

function flatten(headers: Readonly<Record<string, string | string[] | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : (value ?? ''),
    ]),
  );
}
