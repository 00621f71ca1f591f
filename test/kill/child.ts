import { pathToFileURL } from 'node:url';
import { systemClock, type Clock } from '../../src/core/model/clock';
import { generate, resumeTask, type GeneratedImage } from '../../src/core/generate/generate';
import { createHttpClient } from '../../src/core/http/httpClient';
import { localFolder, type ImageFolder } from '../../src/core/storage/imageFolder';
import type { DeliveryTarget } from '../../src/core/journal/deliver';
import { createEntry, listEntries, acquireEntry } from '../../src/core/journal/journal';
import type { OwnedEntry } from '../../src/core/journal/ownedEntry';
import { recoverRow } from '../../src/core/journal/paidCall';
import { runPaidCall } from '../runPaidCall';
import type { CallContext, Task } from '../../src/core/apis/common/api';
import { withDefaults } from '../../src/shared/options';
import type { Provider } from '../../src/core/model/provider';
import { builtInProviders, findModel } from '../../src/core/providers/table';
import type { Recipe } from '../../src/core/model/recipe';
import { workspaceFolder, type ChildOrders, type DeathPoint } from './orders';

/** The real core: journal, imini API, HTTP client and writer, with nothing replaced but the pauses between polls. */
async function obey(orders: ChildOrders): Promise<void> {
  const http = createHttpClient();
  const provider: Provider = { ...builtInProviders[1], baseUrl: orders.url };
  const context: CallContext = {
    provider,
    model: findModel(provider, 'google/nano-banana'),
    key: orders.key,
    http,
    clock: hurriedClock,
    signal: new AbortController().signal,
    includeThoughts: false,
    checkpoint: () => Promise.resolve(),
    report: ({ step }) => tell(step),
    log: () => undefined,
  };
  tell('ready');
  for (const id of await listEntries(orders.journal, [workspaceFolder])) {
    const row = await acquireEntry(orders.journal, id, {
      signal: context.signal,
      patience: orders.among ? 'none' : 'untilFree',
    });
    if (row) {
      await resume(row, context, orders);
    }
  }
  if (orders.prompt !== undefined) {
    await start(orders.prompt, context, orders);
  }
  await http.close();
  process.disconnect();
}

async function start(prompt: string, context: CallContext, orders: ChildOrders): Promise<void> {
  const options = withDefaults({}, context.model.capabilities);
  const row = await createEntry(orders.journal, {
    jobId: prompt,
    workspaceFolder,
    startedAt: Date.now(),
    prompt,
    providerId: context.provider.id,
    modelId: context.model.id,
    origin: new URL(orders.url).origin,
    options,
    count: 1,
    references: [],
    folder: pathToFileURL(orders.images).href,
    stem: 'image',
  });
  tell('begun');
  dieAt('begun', orders);
  await runPaidCall({
    ...runOf(row, orders),
    work: (checkpoint) => {
      const request = { prompt, references: [], count: 1, ...options };
      const reachCheckpoint = async (task: Task): Promise<void> => {
        dieAt('beforeCheckpoint', orders);
        await checkpoint(task);
        dieAt('checkpoint', orders);
      };
      return generate(request, { ...context, checkpoint: reachCheckpoint });
    },
  });
}

async function resume(row: OwnedEntry, context: CallContext, orders: ChildOrders): Promise<void> {
  const run = runOf(row, orders);
  const { isClosed } = await recoverRow(row, run.target);
  const { task, call } = row.state;
  if (isClosed) {
    return;
  }
  if (task) {
    await runPaidCall({ ...run, work: () => resumeTask(task, call.options, context) });
  } else {
    await row.release();
  }
}

function runOf(row: OwnedEntry, orders: ChildOrders) {
  const target: DeliveryTarget = {
    folder: mortalFolder(orders),
    keepIn: orders.keepIn,
    stem: 'image',
    onDelivered: () => {
      tell('saved');
      dieAt('linked', orders);
      return Promise.resolve();
    },
  };
  return {
    row,
    target,
    finishImage: (image: GeneratedImage) => ({
      bytes: image.bytes,
      format: image.format,
      recipe: recipeOf(image, row),
    }),
    isClosing: () => false,
    isSent: () => true,
    log: () => undefined,
  };
}

/** Dies right before or after the name is on record, when the whole temporary file stands already. */
function mortalFolder(orders: ChildOrders): ImageFolder {
  const folder = localFolder(orders.images);
  return {
    ...folder,
    save: (file) =>
      folder.save({
        ...file,
        claim: async (name) => {
          dieAt('beforeClaim', orders);
          await file.claim(name);
          tell('claimed');
          dieAt('claimed', orders);
        },
      }),
  };
}

function tell(stage: string): void {
  process.send?.(stage);
}

function dieAt(point: DeathPoint, { deathPoint }: ChildOrders): void {
  if (point === deathPoint) {
    process.kill(process.pid, 'SIGKILL');
  }
}

function recipeOf({ width, height, format }: GeneratedImage, { state: { call } }: OwnedEntry): Recipe {
  return {
    version: 1,
    generator: 'Easel',
    date: new Date(call.startedAt).toISOString(),
    prompt: call.prompt,
    providerId: call.providerId,
    providerLabel: 'imini',
    modelId: call.modelId,
    options: call.options,
    references: [],
    delivered: { width, height, format },
    differences: [],
  };
}

/** A hundred times as fast, so that a round takes a moment and every step still has its turn. */
const hurriedClock: Clock = {
  ...systemClock,
  sleep: (milliseconds, signal) => systemClock.sleep(milliseconds / 100, signal),
};

await obey(JSON.parse(process.argv[2] ?? '') as ChildOrders);
