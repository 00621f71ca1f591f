import { ResponseFault } from './policy/responseFault';
import type { Download } from './client';

/**
 * Decodes a `data:` URI (RFC 2397).
 * @throws AnswerFault `malformed`, `empty`.
 */
export function decodeDataUri(uri: string): Download {
  const comma = uri.indexOf(',');
  // Only the front goes through a pattern: the rest may be many megabytes.
  const match = /^data:([^;,]*)((?:;[^;,]*)*)$/i.exec(uri.slice(0, Math.max(0, comma)));
  if (!match) {
    throw new ResponseFault('malformed');
  }
  const [, mediaType = '', parameters = ''] = match;
  const content = uri.slice(comma + 1);
  const bytes = /;base64$/i.test(parameters)
    ? Buffer.from(unescape(content), 'base64')
    : Buffer.from(unescape(content));
  if (bytes.length === 0) {
    throw new ResponseFault('empty');
  }
  return { bytes, ...(mediaType !== '' && { mediaType: mediaType.toLowerCase() }) };
}

function unescape(content: string): string {
  if (!content.includes('%')) {
    return content;
  }
  try {
    return decodeURIComponent(content);
  } catch (error) {
    throw new ResponseFault('malformed', '', { cause: error });
  }
}
