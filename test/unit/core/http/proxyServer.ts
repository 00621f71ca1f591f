import { createServer, type IncomingMessage } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { readFileSync } from 'node:fs';
import { connect, type AddressInfo, type Socket } from 'node:net';
import path from 'node:path';
import { stop } from './loopback';

/** A CA and a server certificate made for these tests; nothing else trusts them, so their key is no secret. */
const fixture = (name: string): string =>
  readFileSync(path.join('test/unit/core/http/fixtures', name), 'utf8');

export const testCa = (): string => fixture('test-ca.pem');
/** For `provider.test`, whatever is below it, and `proxy.test`. */
export const testServerTls = (): { readonly key: string; readonly cert: string } => ({
  key: fixture('test-server-key.pem'),
  cert: fixture('test-server.pem'),
});

export interface ConnectProxy {
  readonly port: number;
  /** What it was asked to connect to, such as `provider.test:443`, refused or not. */
  readonly targets: readonly string[];
  /** The `proxy-authorization` of each. */
  readonly logins: readonly (string | undefined)[];
  close(): Promise<void>;
}

export interface ProxyOptions {
  /** Where every tunnel leads, whatever name was asked for. */
  readonly leadsTo: number;
  /** The one `proxy-authorization` that is taken. */
  readonly login?: string;
  readonly secure?: boolean;
  /** Closes the connection instead of answering. */
  readonly hangsUp?: boolean;
}

/** A CONNECT proxy on this machine. */
export async function startProxy({ leadsTo, login, secure, hangsUp }: ProxyOptions): Promise<ConnectProxy> {
  const targets: string[] = [];
  const logins: (string | undefined)[] = [];
  const sockets = new Set<Socket>();
  const server = secure ? createTlsServer(testServerTls()) : createServer();
  server.on('connection', (socket: Socket) => void sockets.add(socket));
  server.on('connect', (request: IncomingMessage, socket: Socket) => {
    targets.push(request.url ?? '');
    logins.push(request.headers['proxy-authorization']);
    socket.on('error', () => undefined);
    if (hangsUp) {
      socket.destroy();
    } else if (login !== undefined && request.headers['proxy-authorization'] !== login) {
      socket.end('HTTP/1.1 407 Proxy Authentication Required\r\nproxy-authenticate: Basic\r\n\r\n');
    } else {
      const target = connect(leadsTo, '127.0.0.1', () => {
        socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
        socket.pipe(target).pipe(socket);
      });
      sockets.add(target);
      target.on('error', () => socket.destroy());
      target.on('close', () => socket.destroy());
    }
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    targets,
    logins,
    close: () => stop(server, sockets),
  };
}
