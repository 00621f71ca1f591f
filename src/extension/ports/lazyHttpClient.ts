import type { Disposable } from 'vscode';
import { systemClock } from '../../core/model/clock';
import type { Download, DownloadRequest, HttpClient, JsonAnswer, JsonRequest } from '../../core/http/client';
import type { SocketRequest } from '../../core/http/transport/transport';
import { onDidChangeNetworkSettings, readNetworkSettings, totalMilliseconds } from './settings';

/**
 * The HTTP client, loaded with the first request: undici alone is half a megabyte. When VS Code's network settings
 * change, new requests get a new client, and those under way keep theirs.
 */
export class LazyHttpClient implements HttpClient, Disposable {
  private current: Promise<OpenClient> | undefined;
  private readonly open = new Set<OpenClient>();
  private readonly watching = onDidChangeNetworkSettings(() => {
    this.current = undefined;
    for (const used of this.open) {
      used.replaced = true;
      this.closeIfUnused(used);
    }
  });

  sendJson(request: JsonRequest): Promise<JsonAnswer> {
    return this.use((client) => client.sendJson(request));
  }

  download(request: DownloadRequest): Promise<Download> {
    return this.use((client) => client.download(request));
  }

  listen(request: SocketRequest): Promise<void> {
    return this.use((client) => client.listen(request));
  }

  async close(): Promise<void> {
    this.current = undefined;
    await Promise.all(Array.from(this.open, ({ client }) => client.close()));
    this.open.clear();
  }

  dispose(): void {
    this.watching.dispose();
    // VS Code does not wait for it, and a socket that fails to close has no one left to tell.
    this.close().catch(ignore);
  }

  private async use<T>(call: (client: HttpClient) => Promise<T>): Promise<T> {
    this.current ??= this.load();
    const used = await this.current;
    used.calls += 1;
    try {
      return await call(used.client);
    } finally {
      used.calls -= 1;
      this.closeIfUnused(used);
    }
  }

  private async load(): Promise<OpenClient> {
    const { createHttpClient } = await import('../../core/http/httpClient');
    const client = createHttpClient({
      clock: systemClock,
      network: readNetworkSettings(),
      limits: { totalMilliseconds: totalMilliseconds() },
    });
    const opened: OpenClient = { client, calls: 0, replaced: false };
    this.open.add(opened);
    return opened;
  }

  /** A client that was replaced closes with its last request. */
  private closeIfUnused(used: OpenClient): void {
    if (used.replaced && used.calls === 0 && this.open.delete(used)) {
      used.client.close().catch(ignore);
    }
  }
}

interface OpenClient {
  readonly client: HttpClient;
  /** Requests under way. */
  calls: number;
  replaced: boolean;
}

const ignore = (): void => undefined;
