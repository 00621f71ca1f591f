import { randomUUID } from 'node:crypto';

/** Bytes that the page was asked for. */
export interface Expected {
  readonly maxBytes: number;
  readonly take: (bytes: Uint8Array) => Promise<void>;
  /** The page has no bytes to send, or too many. */
  readonly fail: () => void;
}

/** More than a page is ever asked for at once; a page that was reloaded never answers. */
const mostExpected = 256;

/** The bytes that a page may send: what it was asked for, once, one after the other. */
export class Uploads {
  private readonly expected = new Map<string, Expected>();
  private last: Promise<unknown> = Promise.resolve();

  /** @returns the id to send the bytes under. */
  expect(expected: Expected): string {
    const id = randomUUID();
    this.expected.set(id, expected);
    const [oldest] = this.expected.keys();
    if (this.expected.size > mostExpected && oldest !== undefined) {
      this.expected.delete(oldest);
    }
    return id;
  }

  /** Bytes under an id that was not given, or was used before, are passed over. */
  receive(id: string, bytes: Uint8Array): Promise<void> {
    const expected = this.claim(id);
    const received = this.last.then(async () => {
      if (expected && bytes.byteLength <= expected.maxBytes) {
        await expected.take(bytes);
      } else {
        expected?.fail();
      }
    });
    // In the order in which they came, whatever becomes of each.
    this.last = received.catch(() => undefined);
    return received;
  }

  fail(id: string): void {
    this.claim(id)?.fail();
  }

  private claim(id: string): Expected | undefined {
    const expected = this.expected.get(id);
    this.expected.delete(id);
    return expected;
  }
}
