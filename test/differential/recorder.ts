import { createHash } from 'node:crypto';
import { startHttpServer, type Call } from '../servers/http';

/** A request as both clients are compared: forms as fields, files by their hash. */
export interface Sent {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

export interface Recorder {
  readonly url: string;
  /** The one request since the last time. */
  take(): Sent;
  /** All requests since the last time. */
  takeAll(): readonly Sent[];
  /** Resolves as soon as a request has arrived since the last time. */
  waitForOne(): Promise<void>;
  stop(): Promise<void>;
}

/** Answers every request with the same image, and keeps what arrived. */
export async function startRecorder(answer: {
  readonly whole: unknown;
  readonly events: string;
}): Promise<Recorder> {
  const sent: Sent[] = [];
  let arrived = (): void => undefined;
  const server = await startHttpServer({
    bodyLimit: 10 * 2 ** 20,
    handle: async (call) => {
      sent.push(await describe(call));
      arrived();
      const isStream = call.url.searchParams.get('alt') === 'sse';
      return isStream
        ? { status: 200, headers: { 'content-type': 'text/event-stream' }, body: answer.events }
        : {
            status: 200,
            headers: { 'content-type': 'application/json' },
            body: JSON.stringify(answer.whole),
          };
    },
  });
  return {
    url: server.origin,
    takeAll: () => sent.splice(0),
    take() {
      const [only, ...others] = sent.splice(0);
      if (!only || others.length > 0) {
        throw new Error(`${others.length + (only ? 1 : 0)} requests were sent.`);
      }
      return only;
    },
    waitForOne: () =>
      new Promise((resolve) => {
        arrived = resolve;
        if (sent.length > 0) {
          resolve();
        }
      }),
    stop: () => server.stop(),
  };
}

async function describe({ record, url, body }: Call): Promise<Sent> {
  const { method, path, headers } = record;
  const type = headers['content-type'] ?? '';
  if (!type.startsWith('multipart/form-data')) {
    return { method, path: url.pathname + url.search, headers, body: parse(body) };
  }
  const form = await new Response(new Uint8Array(body), { headers: { 'content-type': type } }).formData();
  const fields: string[] = [];
  for (const [name, value] of form) {
    fields.push(typeof value === 'string' ? `${name}=${value}` : `${name}=${await describeFile(value)}`);
  }
  return { method, path, headers, body: fields.toSorted() };
}

function parse(body: Buffer): unknown {
  return body.length === 0 ? undefined : JSON.parse(body.toString());
}

async function describeFile(file: File): Promise<string> {
  const hash = createHash('sha256').update(new Uint8Array(await file.arrayBuffer()));
  return `${file.name} ${file.type} ${hash.digest('hex')}`;
}
