import type { CallContext, ReceivedImage } from '../provider';

/** Fetches the image that stands at an address in an answer. Errors as `HttpClient.download`. */
export async function fetchImage(
  url: string,
  { http, provider, signal }: CallContext,
): Promise<ReceivedImage> {
  const { baseUrl, resultHosts = [] } = provider;
  const { bytes, mediaType } = await http.download({ url, baseUrl, resultHosts, signal });
  return { bytes, ...(mediaType !== undefined && { declaredMediaType: mediaType }) };
}
