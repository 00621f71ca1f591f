import assert from 'node:assert/strict';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Base64Text, type HttpClient } from '../../../../src/core/http/client';
import { createHttpClient } from '../../../../src/core/http/httpClient';
import { listen, listenRaw, sourceOf, type Loopback } from './loopback';

/** Resolves when the server has lost the connection of a request. */
const connectionClosed = (request: IncomingMessage): Promise<void> =>
  new Promise((resolve) => request.socket.on('close', () => resolve()));

describe('cancel', function () {
  this.timeout(10_000);

  let client: HttpClient;
  let server: Pick<Loopback, 'url' | 'close'>;
  let controller: AbortController;

  beforeEach(() => {
    client = createHttpClient();
    controller = new AbortController();
  });

  afterEach(async () => {
    await client.close();
    await server.close();
  });

  /** Serves requests, cancels in the course of the first, and waits until the server has seen it. */
  const cancelDuring = async (
    answer: (request: IncomingMessage, response: ServerResponse) => void,
    call: (url: string) => Promise<unknown>,
  ): Promise<void> => {
    let closed: Promise<void> | undefined;
    server = await listen((request, response) => {
      request.on('error', () => undefined);
      closed ??= connectionClosed(request);
      answer(request, response);
    });
    await assert.rejects(call(server.url), { name: 'AbortError' });
    await closed;
  };
  const post = (url: string, body = {}): Promise<unknown> =>
    client.sendJson({ method: 'POST', url, body, signal: controller.signal });

  it('before the start sends nothing', async () => {
    const loopback = await listen((_, response) => response.end('{}'));
    server = loopback;
    controller.abort();
    await assert.rejects(post(server.url), { name: 'AbortError' });
    assert.equal(loopback.requests.length, 0);
  });

  it('while a file is uploaded closes the connection', () =>
    cancelDuring(
      (request) => {
        request.once('data', () => {
          request.pause();
          controller.abort();
          // A paused socket would not notice.
          setTimeout(() => request.resume(), 50);
        });
      },
      (url) => post(url, { x: new Base64Text(sourceOf(Buffer.alloc(50_000_000))) }),
    ));

  it('while a file is read does not wait for the file', async () => {
    const stuck = {
      byteLength: 10,
      async *read(): AsyncGenerator<Uint8Array> {
        yield Buffer.from('12345');
        controller.abort();
        await new Promise(() => undefined);
      },
    };
    server = await listen((request) => request.on('error', () => undefined).resume());
    await assert.rejects(post(server.url, { x: new Base64Text(stuck) }), { name: 'AbortError' });
  });

  it('while waiting for an answer closes the connection', () =>
    cancelDuring(
      (request) => request.resume().on('end', () => controller.abort()),
      (url) => post(url),
    ));

  it('while the answer arrives closes the connection', () =>
    cancelDuring(
      (request, response) => {
        request.resume();
        response.write('{"a":"');
        setTimeout(() => controller.abort(), 50);
      },
      (url) => post(url),
    ));

  it('while a result is downloaded closes the connection', () =>
    cancelDuring(
      (_, response) => {
        response.write(Buffer.alloc(1000, 1));
        setTimeout(() => controller.abort(), 50);
      },
      (url) => client.download({ url, baseUrl: url, signal: controller.signal }),
    ));

  it('while a connection is made returns at once', async () => {
    // A server that accepts and then says nothing leaves TLS waiting.
    server = await listenRaw(() => {
      setTimeout(() => controller.abort(), 20);
    });
    await assert.rejects(post(server.url.replace('http:', 'https:')), { name: 'AbortError' });
  });

  it('with a reason of its own is still an AbortError', async () => {
    server = await listen((request) => request.resume());
    setTimeout(() => controller.abort('closed the panel'), 20);
    await assert.rejects(post(server.url), { name: 'AbortError' });
  });

  it('gives the same reason that the signal has', async () => {
    server = await listen((request) => request.resume());
    setTimeout(() => controller.abort(), 20);
    await assert.rejects(post(server.url), (error) => error === controller.signal.reason);
  });

  it('leaves other requests alone', async () => {
    server = await listen((request, response) => {
      request.resume().on('end', () => {
        if (request.url === '/cancelled') {
          controller.abort();
        } else {
          setTimeout(() => response.end('{}'), 50);
        }
      });
    });
    const other = client.sendJson({
      method: 'GET',
      url: `${server.url}/other`,
      signal: new AbortController().signal,
    });
    await assert.rejects(post(`${server.url}/cancelled`), { name: 'AbortError' });
    assert.equal((await other).status, 200);
  });
});
