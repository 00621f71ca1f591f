import type { CallContext, ReceivedImage } from '../common/api';
import { ownHeaders } from '../common/requestTo';

/**
 * Fetches the image that stands at an address in an answer. Errors as `HttpClient.download`.
 * @param isFresh as of `DownloadRequest`.
 */
export async function fetchImage(
  url: string,
  { http, provider, key, signal }: CallContext,
  { isFresh = true }: { readonly isFresh?: boolean } = {},
): Promise<ReceivedImage> {
  const { baseUrl, resultHosts = [] } = provider;
  const { bytes, mediaType } = await http.download({
    ...{ url, baseUrl, resultHosts, isFresh, signal },
    headersOn401: ownHeaders({ provider, key }),
  });
  return { bytes, ...(mediaType !== undefined && { declaredMediaType: mediaType }) };
}
