import { randomUUID } from 'node:crypto';
import type { Clock } from '../../src/core/model/clock';
import { EaselError } from '../../src/core/model/errors';
import { generate, resumeTask } from '../../src/core/generate/generate';
import type { HttpClientOptions } from '../../src/core/http/httpClient';
import { writeRecipe } from '../../src/core/image/metadata/writeRecipe';
import { localFolder, probeFolder, type ImageFolder } from '../../src/core/storage/imageFolder';
import type { DeliveryTarget, FinishedImage } from '../../src/core/journal/deliver';
import { createEntry, listEntries, acquireEntry } from '../../src/core/journal/journal';
import type { OwnedEntry } from '../../src/core/journal/ownedEntry';
import { recoverRow, type CallEnd } from '../../src/core/journal/paidCall';
import { runPaidCall, type PaidWork } from '../runPaidCall';
import { recipeOf } from '../../src/core/journal/buildRecipe';
import type { PaidCall } from '../../src/core/journal/entryState';
import { slugOf } from '../../src/core/storage/naming';
import { isBeforeSent, type CallContext, type Progress } from '../../src/core/apis/common/api';
import { withDefaults, type RequestOption } from '../../src/shared/options';
import type { Provider } from '../../src/core/model/provider';
import type { Reference } from '../../src/core/model/reference';
import { splitIntoCalls, type ImageRequest } from '../../src/core/model/request';
import type { Recipe } from '../../src/core/model/recipe';
import { assertRequest } from '../../src/core/generate/assertRequest';
import { readTestChunk, type TestChunk } from '../servers/image';
import type { PaidProviderId, Scene } from './scene';

/** A request as the user makes it, and the circumstances that a fault needs. */
export interface Job {
  readonly provider: PaidProviderId;
  /** By default the provider's first. */
  readonly model?: string;
  readonly prompt?: string;
  readonly references?: readonly Reference[];
  readonly options?: Partial<Record<RequestOption, string>>;
  readonly count?: number;
  readonly signal?: AbortSignal;
  /** Changes to the provider's row. */
  readonly row?: Partial<Provider>;
  readonly http?: HttpClientOptions;
  /** By default the scene's, whose waits take no time. */
  readonly clock?: Clock;
  readonly totalMilliseconds?: number;
  readonly includeThoughts?: boolean;
  readonly onProgress?: (progress: Progress) => void;
  /** In place of the folder of images. */
  readonly folder?: ImageFolder;
  readonly isClosing?: () => boolean;
}

export interface SavedFile {
  readonly name: string;
  readonly bytes: Buffer;
  /** What the strict server wrote into it. */
  readonly chunk: TestChunk | undefined;
  readonly recipe: Recipe;
}

export interface Outcome {
  readonly saved: readonly SavedFile[];
  /** Everything that the user is told about, `EaselError` or not. */
  readonly errors: readonly unknown[];
  /** The first of them, where it is Easel's own. */
  readonly error: EaselError | undefined;
  readonly steps: readonly Progress[];
  readonly inMemory: readonly FinishedImage[];
}

export const workspaceFolder = 'file:///workspace';

/** As `src/app/generate/generateImage.ts` does it, without what it asks. */
export async function runJob(scene: Scene, job: Job): Promise<Outcome> {
  const { context, steps } = scene.contextOf(job);
  const folder = folderOf(scene, job);
  const { capabilities } = context.model;
  const request: ImageRequest = {
    prompt: job.prompt ?? 'A lighthouse at dawn',
    references: job.references ?? [],
    count: job.count ?? 1,
    ...withDefaults({}, capabilities),
    ...job.options,
  };
  try {
    assertRequest(request, capabilities);
    await (job.folder ? undefined : probeFolder(scene.images));
  } catch (error) {
    return outcomeOf([{ saved: [], inMemory: [], errors: [error] }], { folder, steps });
  }
  const calls = splitIntoCalls(request, capabilities);
  const ends = await Promise.all(calls.map((call) => runCall(scene, call, { job, context, steps })));
  return outcomeOf(ends, { folder, steps });
}

/** As `src/app/recovery/resume.ts` does it. */
export async function resumeRows(scene: Scene, job: Job): Promise<Outcome> {
  const { context, steps } = scene.contextOf(job);
  const folder = folderOf(scene, job);
  const ends: CallEnd[] = [];
  for (const id of await listEntries(scene.journal, [workspaceFolder])) {
    const row = await acquireEntry(scene.journal, id, { signal: context.signal, patience: 'none' });
    if (row) {
      ends.push(await resumeRow(scene, row, { job, context, steps }));
    }
  }
  return outcomeOf(ends, { folder, steps });
}

interface Run {
  readonly job: Job;
  readonly context: CallContext;
  readonly steps: readonly Progress[];
}

async function runCall(scene: Scene, request: ImageRequest, run: Run): Promise<CallEnd> {
  scene.calls += 1;
  try {
    const row = await createEntry(scene.journal, callOf(scene, request, run.context));
    return await runPaidCall({
      ...callRunOf(scene, row, run),
      work: (checkpoint) => generate(request, { ...run.context, checkpoint }),
    });
  } catch (error) {
    return { saved: [], inMemory: [], errors: [error] };
  }
}

async function resumeRow(scene: Scene, row: OwnedEntry, run: Run): Promise<CallEnd> {
  const callRun = callRunOf(scene, row, run);
  const { isClosed } = await recoverRow(row, callRun.target);
  const { task, call } = row.state;
  if (isClosed || !task) {
    await row.release();
    return { saved: [], inMemory: [], errors: [] };
  }
  return runPaidCall({ ...callRun, work: () => resumeTask(task, call.options, run.context) });
}

function callRunOf(scene: Scene, row: OwnedEntry, { job, context, steps }: Run): Omit<PaidWork, 'work'> {
  const target: DeliveryTarget = {
    folder: folderOf(scene, job),
    keepIn: scene.kept,
    stem: row.state.call.stem,
    onDelivered: () => Promise.resolve(),
  };
  return {
    row,
    target,
    finishImage: (image, generated) => {
      const recipe = recipeOf(image, generated, { call: row.state.call, ...context });
      const { bytes } = writeRecipe(image.bytes, image.format, recipe, 'full');
      return { bytes, format: image.format, recipe };
    },
    isSent: () => steps.length > 0 && !isBeforeSent(steps.at(-1)!),
    isClosing: job.isClosing ?? (() => false),
    log: context.log,
  };
}

function folderOf(scene: Scene, { folder }: Job): ImageFolder {
  return folder ?? localFolder(scene.images);
}

function callOf(scene: Scene, request: ImageRequest, { provider, model }: CallContext): PaidCall {
  const { prompt, count, references, aspectRatio, size, quality } = request;
  return {
    jobId: randomUUID(),
    workspaceFolder,
    startedAt: Date.now(),
    prompt,
    providerId: provider.id,
    modelId: model.id,
    origin: new URL(provider.baseUrl).origin,
    options: { aspectRatio, size, quality },
    count,
    references: references.map(({ name, use }) => ({ uri: name, path: name, sha256: '', use })),
    folder: scene.folderUri(),
    stem: slugOf(prompt),
  };
}

async function outcomeOf(
  ends: readonly CallEnd[],
  { folder, steps }: { readonly folder: ImageFolder; readonly steps: readonly Progress[] },
): Promise<Outcome> {
  const errors = ends.flatMap((end) => end.errors);
  const saved = ends.flatMap((end) => end.saved);
  return {
    saved: await Promise.all(
      saved.map(async ({ name, recipe }) => {
        const bytes = Buffer.from((await folder.read(name)) ?? []);
        return { name, bytes, recipe, chunk: readTestChunk(bytes) };
      }),
    ),
    errors,
    error: errors[0] instanceof EaselError ? errors[0] : undefined,
    steps,
    inMemory: ends.flatMap((end) => end.inMemory),
  };
}
