import { createHash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import type { Clock } from '../../../../src/core/model/clock';
import { createHttpClient } from '../../../../src/core/http/httpClient';
import type { HttpClient } from '../../../../src/core/http/client';
import type { ImageFormat } from '../../../../src/shared/imageFormat';
import type { CallContext, Draft, Progress, Task } from '../../../../src/core/apis/common/api';
import { withDefaults } from '../../../../src/shared/options';
import type { Model, Provider } from '../../../../src/core/model/provider';
import type { Reference } from '../../../../src/core/model/reference';
import type { ImageRequest } from '../../../../src/core/model/request';
import { builtInProviders, findModel } from '../../../../src/core/providers/table';
import { startAutomatic1111Server } from '../../../servers/automatic1111';
import { startComfyuiServer } from '../../../servers/comfyui';
import { dockerModelRunnerDialect } from '../../../servers/dockerModelRunner';
import { sampleWorkflow } from '../../../servers/comfyuiWorkflow';
import { startBlackForestLabsServer } from '../../../servers/blackForestLabs';
import { startFalServer } from '../../../servers/fal';
import { startGeminiServer } from '../../../servers/gemini';
import { startIminiServer } from '../../../servers/imini';
import { startInfinityBlueServer } from '../../../servers/infinityBlue';
import { localAiDialect, sdCppDialect, startOpenaiServer } from '../../../servers/openai';
import { startOpenRouterServer } from '../../../servers/openRouter';
import { startReplicateServer } from '../../../servers/replicate';
import { vllmOmniDialect } from '../../../servers/vllmOmni';
import { startWaveSpeedServer } from '../../../servers/waveSpeed';
import { startXaiServer } from '../../../servers/xai';
import type { ServerControls, ServerOptions } from '../../../servers/controls';
import { fakeClock } from '../http/loopback';

/** The strict stand-in of each provider that needs one. A row without an entry here has no network. */
export const standIns: Readonly<Record<string, (options?: ServerOptions) => Promise<ServerControls>>> = {
  imini: startIminiServer,
  infinityblue: startInfinityBlueServer,
  gemini: startGeminiServer,
  openai: startOpenaiServer,
  xai: startXaiServer,
  openrouter: startOpenRouterServer,
  fal: startFalServer,
  replicate: startReplicateServer,
  bfl: startBlackForestLabsServer,
  wavespeed: startWaveSpeedServer,
  localai: (options) => startOpenaiServer({ ...options, key: '', dialect: localAiDialect }),
  'stable-diffusion.cpp': (options) => startOpenaiServer({ ...options, key: '', dialect: sdCppDialect }),
  'docker-model-runner': (options) =>
    startOpenaiServer({ ...options, key: '', dialect: dockerModelRunnerDialect }),
  'vllm-omni': (options) => startOpenaiServer({ ...options, key: '', dialect: vllmOmniDialect }),
  automatic1111: startAutomatic1111Server,
  comfyui: startComfyuiServer,
};

export type ProviderId = (typeof builtInProviders)[number]['id'];

export function rowOf(id: ProviderId, baseUrl?: string): Provider {
  const row: Provider = builtInProviders.find((provider) => provider.id === id)!;
  return baseUrl === undefined ? row : { ...row, baseUrl };
}

export function modelOf(provider: Provider, id: string): Model {
  return findModel(provider, id);
}

export interface ContextOptions {
  readonly provider: Provider;
  readonly model: Model;
  readonly key: string;
  readonly http: HttpClient;
  readonly signal?: AbortSignal;
  readonly includeThoughts?: boolean;
}

/** What a test sees of a call besides its result. */
export interface Trace {
  readonly context: CallContext;
  readonly steps: Progress['step'][];
  readonly tasks: Task[];
  readonly logged: string[];
  readonly waits: number[];
  readonly drafts: Draft[];
}

/** A context whose waiting takes no time. */
export function trace(options: ContextOptions): Trace {
  const steps: Progress['step'][] = [];
  const tasks: Task[] = [];
  const logged: string[] = [];
  const waits: number[] = [];
  const drafts: Draft[] = [];
  const context: CallContext = {
    signal: new AbortController().signal,
    includeThoughts: false,
    ...options,
    clock: immediateClock(waits),
    checkpoint: (task) => {
      tasks.push(task);
      return Promise.resolve();
    },
    readWorkspaceFile: () => Promise.resolve(JSON.stringify(sampleWorkflow)),
    report: ({ step }) => steps.push(step),
    showDraft: (draft) => drafts.push(draft),
    partialImages: 2,
    log: (line) => logged.push(line),
  };
  return { context, steps, tasks, logged, waits, drafts };
}

/** Its waits before another try take no time; its totals, which are no such waits, never pass. */
export function openHttpClient(clock: Clock = fakeClock({ longest: 10 * 60_000 })): HttpClient {
  return createHttpClient({ clock, limits: { questionMilliseconds: Infinity } });
}

/** A request that the model takes, with the model's presets for what a test leaves open. */
export function requestFor(model: Model, changes: Partial<ImageRequest> = {}): ImageRequest {
  const options = withDefaults(changes, model.capabilities);
  return { prompt: 'A lighthouse at dawn', references: [], count: 1, ...options, ...changes };
}

/** A real image of one pixel, made different by what stands behind it. */
export function referenceOf(
  name: string,
  changes: Partial<Reference> = {},
): Reference & { readonly sha256: string } {
  const bytes = Buffer.concat([onePixelPng, Buffer.from(name)]);
  const format: ImageFormat = 'png';
  return {
    name,
    format,
    use: 'asset',
    byteLength: bytes.byteLength,
    // eslint-disable-next-line @typescript-eslint/require-await -- a source is asynchronous by its contract
    async *read() {
      yield bytes;
    },
    sha256: createHash('sha256').update(bytes).digest('hex'),
    ...changes,
  };
}

const onePixelPng = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

function immediateClock(waits: number[]): Clock {
  let now = 0;
  return {
    now: () => now,
    random: () => 0.5,
    sleep: async (milliseconds, signal) => {
      signal.throwIfAborted();
      waits.push(milliseconds);
      now += milliseconds;
      await setImmediate(undefined, { signal });
    },
  };
}
