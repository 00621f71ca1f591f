import { ResponseFault } from './policy/responseFault';
import { expectedLength } from './response/expectedLength';
import { ByteBuffer } from './response/byteBuffer';
import { inflate } from './response/decompress';
import type { HttpLimits } from './policy/limits';
import type { TransportResponse } from './transport/transport';

/**
 * A result that is downloaded, as far as it has come. When the connection breaks, the next request asks for the rest,
 * if the server said that it can give it and that it is still the same file (RFC 9110, sections 14.2 and 13.1.5).
 */
export class PartialResult {
  #bytes: ByteBuffer;
  /** A strong entity tag or a date; undefined where the rest cannot be asked for. */
  #validator: string | undefined;

  constructor(private readonly limits: HttpLimits) {
    this.#bytes = new ByteBuffer(limits.inflatedBytes);
  }

  /** What the next request sends besides its other headers. */
  get requestHeaders(): Readonly<Record<string, string>> {
    return this.#validator === undefined || this.#bytes.length === 0
      ? {}
      : { range: `bytes=${this.#bytes.length}-`, 'if-range': this.#validator };
  }

  /** Begins anew, with the next request or with one that will be about so many bytes long. */
  reset(expected = 0): void {
    this.#bytes = new ByteBuffer(this.limits.inflatedBytes, expected);
    this.#validator = undefined;
  }

  /**
   * Reads an answer of status 200 or 206 to its end.
   * @returns all bytes.
   * @throws AnswerFault; the network layer's error, after which what came stays here.
   */
  async take({ status, headers, body }: TransportResponse): Promise<Buffer> {
    if (status === 206) {
      await this.#takeRest(headers, body);
      return this.#bytes.view();
    }
    this.reset(expectedLength(headers, this.limits.inflatedBytes));
    let received = 0;
    const counted = (async function* () {
      for await (const chunk of body) {
        received += chunk.length;
        yield chunk;
      }
    })();
    const contentEncoding = headers['content-encoding'] ?? '';
    try {
      for await (const chunk of inflate(counted, { ...this.limits, contentEncoding })) {
        this.#bytes.append(chunk);
      }
    } finally {
      // Of a compressed answer the rest would be of no use: it begins in the middle.
      const isPlain = received === this.#bytes.length;
      this.#validator = isPlain ? validatorOf(headers) : undefined;
    }
    return this.#bytes.view();
  }

  async #takeRest(headers: TransportResponse['headers'], body: TransportResponse['body']): Promise<void> {
    if (!headers['content-range']?.startsWith(`bytes ${this.#bytes.length}-`)) {
      this.reset();
      throw new ResponseFault('malformed');
    }
    for await (const chunk of body) {
      this.#bytes.append(chunk);
    }
  }
}

function validatorOf(headers: TransportResponse['headers']): string | undefined {
  if (headers['accept-ranges']?.trim().toLowerCase() !== 'bytes') {
    return undefined;
  }
  const { etag } = headers;
  // A weak tag says that two files look alike, not that they are the same byte for byte.
  return etag?.startsWith('"') ? etag : headers['last-modified'];
}
