import { randomBytes, randomUUID } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { HttpClient } from '../../src/core/http/client';
import { createHttpClient } from '../../src/core/http/httpClient';
import type { CallContext, Progress } from '../../src/core/apis/common/api';
import type { Provider } from '../../src/core/model/provider';
import { builtInProviders, findModel } from '../../src/core/providers/table';
import { canary } from '../host/canaryKey.mjs';
import { startIminiServer, type IminiServer } from '../servers/imini';
import { startInfinityBlueServer, type InfinityBlueServer } from '../servers/infinityBlue';
import { makeTemporaryFolder, removeTemporaryFolder } from '../temporaryFolder';
import { fakeClock, listen, type FakeClock, type Loopback } from '../unit/core/http/loopback';
import { startFaultyServer, type FaultPlan, type FaultyServer } from './faultyServer';
import { resumeRows, runJob, type Job, type Outcome } from './runJob';

export type { Job, Outcome, SavedFile } from './runJob';

/** What a row of the journal that is not closed says. */
export type OpenState = 'interrupted' | 'task' | 'detached' | 'unsaved';

export type PaidProviderId = 'imini' | 'infinityblue';

/** A fresh place for one fault: strict servers, empty folders, and a record of all that was said. */
export class Scene {
  readonly logged: string[] = [];
  /** Every error that any job ended with. */
  readonly errors: unknown[] = [];
  readonly reported: Progress[] = [];
  /** Servers that stand in front of a provider; a key may reach them. */
  readonly faulty: FaultyServer[] = [];
  /** Servers of strangers, which no key may reach. */
  readonly strangers: Loopback[] = [];
  /** Its waits take no time. Waits of ten minutes and more, which are totals, never end. */
  readonly clock: FakeClock = fakeClock({ longest: 10 * 60_000 });
  /** Calls that may have been sent. */
  calls = 0;
  expectedOpen: readonly OpenState[] = [];
  expectedBroken = 0;
  readonly #clients: HttpClient[] = [];
  readonly #afterwards: (() => Promise<unknown>)[] = [];
  readonly #fronts = new Map<PaidProviderId, FaultyServer>();

  constructor(
    readonly folder: string,
    readonly imini: IminiServer,
    readonly infinityblue: InfinityBlueServer,
  ) {}

  get images(): string {
    return path.join(this.folder, 'images');
  }

  get kept(): string {
    return path.join(this.folder, 'kept');
  }

  get journal(): string {
    return path.join(this.folder, 'journal');
  }

  get keys(): readonly string[] {
    return [this.imini.key, this.infinityblue.key];
  }

  /** One job from its request to its saved images, through the real core. It never rejects. */
  async run(job: Job): Promise<Outcome> {
    const outcome = await runJob(this, job);
    this.errors.push(...outcome.errors);
    return outcome;
  }

  /** What a window does that finds rows of the journal. The options are those of the jobs it resumes. */
  async resume(job: Job): Promise<Outcome> {
    const outcome = await resumeRows(this, job);
    this.errors.push(...outcome.errors);
    return outcome;
  }

  /** From now on requests to a provider go through a server that spoils them. */
  async inFrontOf(provider: PaidProviderId, plan: FaultPlan): Promise<FaultyServer> {
    const server = await startFaultyServer(this[provider].url, plan);
    this.faulty.push(server);
    this.#fronts.set(provider, server);
    return server;
  }

  /** A server that is no provider's. */
  async stranger(
    answer: (request: IncomingMessage, response: ServerResponse) => void,
    tls?: { readonly key: string; readonly cert: string },
  ): Promise<Loopback> {
    const server = await listen(answer, tls);
    this.strangers.push(server);
    return server;
  }

  /** Rows that stay open at the end of the test; without this there must be none. */
  expectOpen(...states: readonly OpenState[]): void {
    this.expectedOpen = states;
  }

  /** Files that are no whole images and were kept on purpose. */
  expectKeptBroken(count: number): void {
    this.expectedBroken = count;
  }

  /** Runs after the invariants were checked, and before the folder is removed. */
  afterwards(work: () => Promise<unknown>): void {
    this.#afterwards.unshift(work);
  }

  /** All that a call of the job may use. */
  contextOf(job: Job): { readonly context: CallContext; readonly steps: Progress[] } {
    const provider = this.#rowOf(job);
    const steps: Progress[] = [];
    const context: CallContext = {
      provider,
      model: findModel(provider, job.model ?? provider.models[0].id),
      key: this[job.provider].key,
      http: this.#openClient(job),
      clock: job.clock ?? this.clock,
      signal: job.signal ?? new AbortController().signal,
      includeThoughts: job.includeThoughts ?? false,
      ...(job.totalMilliseconds !== undefined && { totalMilliseconds: job.totalMilliseconds }),
      checkpoint: () => Promise.resolve(),
      keepBroken: (bytes) => this.#keepBroken(bytes),
      report: (progress) => {
        steps.push(progress);
        this.reported.push(progress);
        job.onProgress?.(progress);
      },
      log: (line) => this.logged.push(line),
    };
    return { context, steps };
  }

  folderUri(): string {
    return pathToFileURL(this.images).href;
  }

  async dispose(): Promise<void> {
    this.imini.release();
    this.infinityblue.release();
    await Promise.all(this.#clients.map((client) => client.close()));
    await Promise.all([...this.faulty, ...this.strangers].map((server) => server.close()));
    await Promise.all([this.imini.stop(), this.infinityblue.stop()]);
    for (const work of this.#afterwards) {
      await work();
    }
    await removeTemporaryFolder(this.folder);
  }

  #rowOf({ provider: id, row }: Job): Provider {
    const builtIn: Provider = builtInProviders.find((provider) => provider.id === id)!;
    return { ...builtIn, baseUrl: (this.#fronts.get(id) ?? this[id]).url, ...row };
  }

  #openClient({ clock, http = {} }: Job): HttpClient {
    const client = createHttpClient({
      clock: clock ?? this.clock,
      certificates: () => [],
      ...http,
      limits: {
        // On the clock whose waits take no time this one would be over at once.
        ...(!clock && { questionMilliseconds: Infinity }),
        ...http.limits,
      },
    });
    this.#clients.push(client);
    return client;
  }

  async #keepBroken(bytes: Uint8Array): Promise<string> {
    await mkdir(this.kept, { recursive: true });
    const file = path.join(this.kept, `broken-${randomUUID()}.bin`);
    await writeFile(file, bytes, { flag: 'wx' });
    return file;
  }
}

export async function openScene(): Promise<Scene> {
  const folder = makeTemporaryFolder('fault');
  const key = (provider: string): string => `${canary}-${provider}-${randomBytes(12).toString('hex')}`;
  const [imini, infinityblue] = await Promise.all([
    startIminiServer({ key: key('imini') }),
    startInfinityBlueServer({ key: key('blue') }),
  ]);
  const scene = new Scene(folder, imini, infinityblue);
  await mkdir(scene.images);
  return scene;
}
