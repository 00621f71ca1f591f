import type { ApiId } from '../model/provider';

const openai = /\/(?:images\/(?:generations?|edits)|chat\/completions|responses)\/*$/u;

/** The paths of requests, which each API puts behind the base URL by itself; what other APIs call so may be part of one. */
const endpoints: Readonly<Partial<Record<ApiId, RegExp>>> = {
  imini: /\/images\/(?:generations?|generate|edits)\/*$/u,
  gemini: /\/models(?:\/[^/]{1,200}:\w+)?\/*$/u,
  'openai-chat': openai,
  'openai-images': openai,
  'openrouter-images': /\/v1\/(?:images|chat\/completions)\/*$/u,
  automatic1111: /\/sdapi\/v1(?:\/[\w-]+)?\/*$/u,
  comfyui: /\/(?:prompt|queue)\/*$/u,
};

/** A base URL where somebody has given the address of a whole request, without the path of the request. */
export function withoutEndpoint(baseUrl: string, api: ApiId): string {
  const endpoint = endpoints[api];
  if (endpoint === undefined || !URL.canParse(baseUrl)) {
    return baseUrl;
  }
  const url = new URL(baseUrl);
  const [found] = endpoint.exec(url.pathname) ?? [];
  if (found === undefined) {
    return baseUrl;
  }
  // The version stays: it is often a part of the base URL.
  const path = found.startsWith('/v1/') ? found.slice('/v1'.length) : found;
  url.pathname = url.pathname.slice(0, -path.length);
  return url.href.replace(/\/$/u, '');
}
