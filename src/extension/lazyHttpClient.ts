import type { Disposable } from 'vscode';
import { systemClock } from '../core/clock';
import type { Download, DownloadRequest, HttpClient, JsonAnswer, JsonRequest } from '../core/http/client';

/** The HTTP client, loaded with the first request: undici alone is half a megabyte. */
export class LazyHttpClient implements HttpClient, Disposable {
  private client: Promise<HttpClient> | undefined;

  async sendJson(request: JsonRequest): Promise<JsonAnswer> {
    return (await this.load()).sendJson(request);
  }

  async download(request: DownloadRequest): Promise<Download> {
    return (await this.load()).download(request);
  }

  async close(): Promise<void> {
    await (await this.client)?.close();
  }

  dispose(): void {
    // VS Code does not wait for it, and a socket that fails to close has no one left to tell.
    this.close().catch(() => undefined);
  }

  private load(): Promise<HttpClient> {
    this.client ??= import('../core/http/undiciClient').then(({ createHttpClient }) =>
      createHttpClient({ clock: systemClock }),
    );
    return this.client;
  }
}
