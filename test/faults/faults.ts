import type { Exchange, Fault, WireAnswer } from './faultyServer';

/** Ways in which a connection or an answer goes wrong below the API. */

/** Broken as soon as the head of the request is there, whatever follows it. */
export const resetBeforeBody: Fault = ({ request }) => {
  request.socket.resetAndDestroy();
};

/** The whole request arrived and was worked on; then the connection breaks without a byte. */
export const resetAfterBody: Fault = async (exchange) => {
  await exchange.ask();
  exchange.request.socket.resetAndDestroy();
};

/** Not a byte comes back. */
export const silence: Fault = async (exchange) => {
  await exchange.ask();
};

/** The head and half of the body come, and nothing more, though the connection stands. */
export const stallHalfway: Fault = async (exchange) => {
  const answer = await exchange.ask();
  announce(exchange, answer).write(half(answer));
};

/** The head and half of the body come, and then the connection is closed in peace. */
export const endHalfway: Fault = async (exchange) => {
  const answer = await exchange.ask();
  const { socket } = exchange.request;
  announce(exchange, answer).write(half(answer), () => socket.end());
};

/** The head and half of the body come, and then the connection breaks. */
export const resetHalfway: Fault = async (exchange) => {
  const answer = await exchange.ask();
  const { socket } = exchange.request;
  announce(exchange, answer).write(half(answer), () => socket.resetAndDestroy());
};

/** A byte now and then. */
export const drip: Fault = async (exchange) => {
  const { body, ...answer } = await exchange.ask();
  const response = announce(exchange, { ...answer, body });
  let at = 0;
  const timer = setInterval(() => response.write(body.subarray(at, ++at)), 5);
  response.on('close', () => clearInterval(timer));
};

/** Bytes without end, as fast as they are taken. */
export const endless =
  (start: string, piece: string, headers: Readonly<Record<string, string>> = {}): Fault =>
  async (exchange) => {
    await exchange.ask();
    exchange.status = 200;
    const { response } = exchange;
    response.writeHead(200, { 'content-type': 'application/json', ...headers }).write(start);
    const bytes = Buffer.from(piece.repeat(Math.ceil(65_536 / piece.length)));
    const more = (): void => {
      while (!response.destroyed && response.write(bytes));
    };
    response.on('drain', more);
    more();
  };

/** Another answer in place of the strict server's, which took the request. */
export const insteadOf =
  (change: (answer: WireAnswer) => Partial<WireAnswer>): Fault =>
  async (exchange) => {
    const answer = await exchange.ask();
    exchange.send({ ...answer, ...change(answer) });
  };

/** An answer that the strict server is not asked for. */
export const refuseWith =
  ({
    body = '',
    ...answer
  }: Partial<Omit<WireAnswer, 'body'>> & { readonly body?: string | Buffer }): Fault =>
  async (exchange) => {
    await exchange.body;
    exchange.send({ ...answer, body: Buffer.from(body) });
  };

function announce(exchange: Exchange, { status, headers, body }: WireAnswer): Exchange['response'] {
  exchange.status = status;
  return exchange.response.writeHead(status, { ...headers, 'content-length': String(body.length) });
}

function half({ body }: WireAnswer): Buffer {
  return body.subarray(0, Math.floor(body.length / 2));
}
