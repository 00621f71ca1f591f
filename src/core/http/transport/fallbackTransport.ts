import { wayTo, type NetworkSettings } from './networkSettings';
import {
  ConnectFailure,
  NetworkFault,
  type Transport,
  type TransportResponse,
  type TransportRequest,
} from './transport';

export interface FallbackOptions {
  /** Applies the settings itself. */
  readonly first: Transport;
  /** Knows the proxy that the operating system names. */
  readonly second: Transport;
  readonly network: NetworkSettings;
  /** Origins that were reached by the second route alone; shared by all routes of a client. */
  readonly reachedBySecond: Set<string>;
}

/**
 * Two routes as one. The second is tried, once, where the first made no connection and nothing says which proxy to
 * use, so nothing is ever sent twice; from then on an origin keeps the route that worked.
 */
export function openFallbackRoute({ first, second, network, reachedBySecond }: FallbackOptions): Transport {
  const sendBySecond = async (request: TransportRequest): Promise<TransportResponse> => {
    const { origin } = request.url;
    try {
      const answer = await second.send(request);
      reachedBySecond.add(origin);
      return answer;
    } catch (error) {
      if (error instanceof ConnectFailure) {
        // The network may be another one by now, so the next request begins with the first route again.
        reachedBySecond.delete(origin);
      }
      throw error;
    }
  };
  return {
    async send(request) {
      const way = wayTo(request.url, network);
      // Undici speaks to http and https proxies only.
      if (way.kind === 'otherProxy' || reachedBySecond.has(request.url.origin)) {
        return sendBySecond(request);
      }
      try {
        return await first.send(request);
      } catch (error) {
        const mayHelp = (way.kind === 'direct' && !way.certain) || asksForLogin(error);
        if (!(error instanceof ConnectFailure) || !mayHelp || request.signal.aborted) {
          throw error;
        }
        return await sendBySecond(request).catch((secondError: unknown) => {
          // Where neither connects, the first one's error says more about the host.
          throw secondError instanceof ConnectFailure ? error : secondError;
        });
      }
    },
    async close() {
      await Promise.all([first.close(), second.close()]);
    },
  };
}

/** A proxy may take Kerberos or NTLM, which VS Code speaks. */
function asksForLogin(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause instanceof NetworkFault && cause.code === 'PROXY_407';
}
