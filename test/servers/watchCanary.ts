import { appendFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { canary } from '../host/canaryKey.mjs';
import { spellings } from '../host/spellings.mjs';

const searched = spellings(canary).map(({ bytes }) => bytes);

/** Where services want their keys. */
const keyHeaders = ['authorization', 'x-goog-api-key', 'x-key', 'api-key'];

/**
 * Notes where a request carries a key, for the last stage of `npm test`: a header for keys (noted as `authorization`)
 * is its place, and any other is a leak. The note holds no key.
 */
export function watchCanary(request: IncomingMessage, body: Buffer = Buffer.alloc(0)): void {
  const file = process.env.EASEL_TEST_CANARY_SEEN;
  if (file === undefined) {
    return;
  }
  const headers = Object.entries(request.headers);
  const keys = headers.filter(([name]) => keyHeaders.includes(name));
  const others = headers.filter(([name]) => !keyHeaders.includes(name));
  const places = { url: request.url ?? '', headers: JSON.stringify(others), body };
  const leaks = Object.entries(places).filter(([, content]) => holdsCanary(Buffer.from(content)));
  const names = [
    ...(holdsCanary(Buffer.from(JSON.stringify(keys))) ? ['authorization'] : []),
    ...leaks.map(([name]) => name),
  ];
  appendFileSync(file, names.map((name) => `${name}\n`).join(''));
}

function holdsCanary(content: Buffer): boolean {
  return searched.some((bytes) => content.includes(bytes));
}
