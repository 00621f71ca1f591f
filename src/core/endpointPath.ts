/** The paths of requests, which Easel puts behind a base URL by itself. */
const endpoint =
  /\/(?:images\/(?:generations?|generate|edits)|images|chat\/completions|responses|models(?:\/[^/]{1,200}:\w+)?|sdapi\/v1(?:\/[\w-]+)?|prompt|queue)\/*$/u;

/** A base URL where somebody has given the address of a whole request, without the path of the request. */
export function withoutEndpoint(baseUrl: string): string {
  if (!URL.canParse(baseUrl)) {
    return baseUrl;
  }
  const url = new URL(baseUrl);
  const pathname = url.pathname.replace(endpoint, '');
  if (pathname === url.pathname) {
    return baseUrl;
  }
  url.pathname = pathname;
  return url.href.replace(/\/$/u, '');
}
