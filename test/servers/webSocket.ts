import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';

/** The server's side of a WebSocket (RFC 6455), as far as a stand-in needs it: it speaks, and hears that it is over. */
export interface ServerSocket {
  send(message: string | Buffer): void;
  /** Says that it is over. */
  end(): void;
  /** Breaks the connection without a word. */
  cut(): void;
  /** Resolves when the connection has closed, and whether the client has said so before. */
  readonly closed: Promise<'said' | 'cut'>;
}

const acceptKey = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
const [finalText, finalBinary, finalClose] = [0x81, 0x82, 0x88];

/** Answers a handshake that is as it must be. @returns undefined, and refuses, where it is not. */
export function acceptSocket(
  { headers, method }: IncomingMessage,
  connection: Duplex,
): ServerSocket | undefined {
  const key = headers['sec-websocket-key'];
  const isHandshake =
    method === 'GET' &&
    headers.upgrade?.toLowerCase() === 'websocket' &&
    headers['sec-websocket-version'] === '13' &&
    key !== undefined &&
    Buffer.from(key, 'base64').length === 16;
  if (!isHandshake) {
    refuseSocket(connection, '400 Bad Request');
    return undefined;
  }
  const accept = createHash('sha1')
    .update(key + acceptKey)
    .digest('base64');
  const answer = ['HTTP/1.1 101 Switching Protocols', 'Upgrade: websocket', 'Connection: Upgrade'];
  connection.write(`${[...answer, `Sec-WebSocket-Accept: ${accept}`].join('\r\n')}\r\n\r\n`);
  return {
    send: (message) => {
      const bytes = Buffer.from(message);
      connection.write(
        Buffer.concat([headOf(typeof message === 'string' ? finalText : finalBinary, bytes), bytes]),
      );
    },
    end: () => connection.write(Buffer.of(finalClose, 0)),
    cut: () => connection.destroy(),
    closed: closeOf(connection),
  };
}

export function refuseSocket(connection: Duplex, status: string): void {
  connection.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

function headOf(first: number, { length }: Buffer): Buffer {
  if (length < 126) {
    return Buffer.of(first, length);
  }
  const head = Buffer.alloc(length < 65_536 ? 4 : 10);
  head[0] = first;
  if (length < 65_536) {
    head[1] = 126;
    head.writeUInt16BE(length, 2);
  } else {
    head[1] = 127;
    head.writeBigUInt64BE(BigInt(length), 2);
  }
  return head;
}

/** A client says nothing here but goodbye, in a masked frame. */
function closeOf(connection: Duplex): Promise<'said' | 'cut'> {
  return new Promise((resolve) => {
    let heard = Buffer.alloc(0);
    connection.on('data', (bytes: Buffer) => {
      heard = Buffer.concat([heard, bytes]);
      if (heard[0] === finalClose) {
        connection.end();
      }
    });
    connection.on('error', () => undefined);
    connection.on('end', () => connection.end());
    connection.on('close', () => {
      const isMasked = ((heard[1] ?? 0) & 0x80) !== 0;
      resolve(heard[0] === finalClose && isMasked ? 'said' : 'cut');
    });
  });
}
