import { jsonStart } from '../../http/response/jsonStart';
import { redactStart } from '../../http/policy/redact';

/** The start of an answer, for the log and for support. Embedded bytes are left out. */
export function excerptOf(body: unknown): string {
  return redactStart(jsonStart(body, 16 * longest), [], longest);
}

const longest = 500;
