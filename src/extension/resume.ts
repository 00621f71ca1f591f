import * as vscode from 'vscode';
import { EaselError } from '../core/errors';
import { resumeTask } from '../core/generate';
import { originOf } from '../core/http/keyOrigin';
import type { ImageFolder } from '../core/imageFolder';
import { listRows, takeRow } from '../core/journal/journal';
import type { OwnedRow, RowId } from '../core/journal/ownedRow';
import { recoverRow, runPaidCall } from '../core/journal/paidCall';
import type { PaidCall } from '../core/journal/rowState';
import type { Task } from '../core/provider';
import type { GenerateForm } from './generateForm';
import { callContext, jobFacts } from './generateImage';
import { imageFolder, refusingFolder } from './imageStore';
import type { Job, JobCall, JobEnd, JobFacts, SavedImage } from './job';
import { keyForRequest, storedKeyForRequest } from './keyForRequest';
import { modelOf, type ModelChoice } from './modelChoice';
import { deliveryTarget, finishImage, jobEndOf, journalDirectory, openWorkOf, uriOf } from './paidWork';
import type { Parts } from './parts';
import { tellInterrupted, tellResumed } from './resumeText';
import { readProviders } from './settings';
import { checkTargetFolder } from './targetFolder';
import { openFolders } from './workspacePaths';

/**
 * Takes up what was paid before the window was reloaded or crashed: tasks are waited for and saved, the rest is listed
 * for the person. What another window works on is left to it, as long as it lives.
 */
export async function resumePaidWork(parts: Parts, signal: AbortSignal): Promise<void> {
  const rows = await listRows(journalDirectory(parts), openFolders());
  const listed: Job[] = [];
  await Promise.all(
    rows.map(async (id) => {
      const row = await takeRow(journalDirectory(parts), id, { signal });
      const job = row && (await takeUp(row, parts));
      if (job) {
        listed.push(job);
      }
    }),
  );
  await tellInterrupted(parts, listed);
}

/** *Check again*: waits for the tasks of a job that nobody waits for any more. */
export async function checkAgain(parts: Parts, job: Job): Promise<JobEnd<SavedImage> | undefined> {
  const { signal } = new AbortController();
  const tasks = job.open.flatMap((open) => (open.kind === 'task' ? [open.row] : []));
  const others = job.open.filter(({ kind }) => kind !== 'task');
  return parts.jobs.run({
    ...job,
    isResumed: true,
    run: async (call) => {
      const ends = await Promise.all(tasks.map((id) => checkRow(id, { parts, call, signal })));
      return {
        saved: ends.flatMap(({ saved }) => saved),
        errors: ends.flatMap(({ errors }) => errors),
        open: [...others, ...ends.flatMap(({ open }) => open)],
      };
    },
  });
}

interface Check {
  readonly parts: Parts;
  readonly call: JobCall;
  readonly signal: AbortSignal;
}

async function checkRow(id: RowId, { parts, call, signal }: Check): Promise<JobEnd<SavedImage>> {
  const row = await takeRow(journalDirectory(parts), id, { signal, patience: 'none' });
  if (!row) {
    // Another window is at it, or has saved it by now.
    return { saved: [], errors: [], open: [] };
  }
  const { task } = row.state;
  return task ? waitForTask(row, task, { parts, job: call, mayAsk: true }) : releaseAll(row);
}

async function releaseAll(row: OwnedRow): Promise<JobEnd<SavedImage>> {
  await row.release();
  return { saved: [], errors: [], open: openWorkOf(row) };
}

/** @returns the job, where it waits for the person. */
async function takeUp(row: OwnedRow, parts: Parts): Promise<Job | undefined> {
  const { call } = row.state;
  const folder = await folderOf(call);
  const recovered = await recoverRow(row, deliveryTarget(parts, { call, folder, onSaved: () => undefined }));
  await tellResumed(recovered.saved.map((image) => uriOf(call, image)));
  if (recovered.isClosed) {
    return undefined;
  }
  const { task, isDetached } = row.state;
  const facts = factsOf(row, parts);
  if (task && !isDetached) {
    const run = (job: JobCall): Promise<JobEnd<SavedImage>> =>
      waitForTask(row, task, { parts, job, mayAsk: false });
    void parts.jobs.run({ ...facts, run }).then(async (end) => {
      await tellResumed((end?.saved ?? []).map(({ uri }) => uri));
      await tellInterrupted(
        parts,
        parts.jobs.list().filter(({ id }) => id === row.id),
      );
    });
    return undefined;
  }
  const open = openWorkOf(row);
  await row.release();
  parts.jobs.add(facts, { startedAt: call.startedAt, errors: [], open });
  return isDetached && !open.some(({ kind }) => kind === 'unsaved') ? undefined : parts.jobs.find(row.id);
}

interface Waiting {
  readonly parts: Parts;
  readonly job: JobCall;
  /** Someone is there to be asked for a key. */
  readonly mayAsk: boolean;
}

async function waitForTask(
  row: OwnedRow,
  task: Task,
  { parts, job, mayAsk }: Waiting,
): Promise<JobEnd<SavedImage>> {
  const { call } = row.state;
  const watch = job.watchCall();
  const end = await runPaidCall({
    row,
    target: deliveryTarget(parts, { call, folder: await folderOf(call), onSaved: job.saved }),
    work: async () => {
      const choice = choiceOf(call);
      const key = await (mayAsk ? keyForRequest : storedKeyForRequest)(parts, choice.provider);
      return resumeTask(task, call.options, callContext({ choice, key, parts, job, watch }));
    },
    finishImage: (image, generated) => finishImage(image, generated, { call, choice: choiceOf(call) }),
    isClosing: job.isClosing,
    isSent: () => true,
    log: (line) => parts.log.info(line),
  });
  return jobEndOf(end, { call, row });
}

/** What arrives for a folder that takes nothing any more is kept in the storage. */
async function folderOf({ folder }: PaidCall): Promise<ImageFolder> {
  try {
    return imageFolder((await checkTargetFolder(vscode.Uri.parse(folder))).uri);
  } catch (error) {
    return refusingFolder(error);
  }
}

/**
 * The provider as it is now.
 * @throws EaselError `taskExpired` where its address has changed, or it has gone: no other address knows the task.
 */
function choiceOf({ providerId, modelId, origin }: PaidCall): ModelChoice {
  const isKnown = readProviders().providers.some(({ id }) => id === providerId);
  const choice = modelOf({ providerId, modelId });
  if (!isKnown || originOf(choice.provider.baseUrl) !== origin) {
    throw new EaselError('taskExpired', { reason: 'otherAddress', host: origin });
  }
  return choice;
}

function factsOf({ id, state: { call } }: OwnedRow, parts: Parts): JobFacts {
  return jobFacts(formOf(call), parts, { id });
}

/** The same form again. The folder is checked like any other when it is used. */
function formOf(call: PaidCall): GenerateForm {
  const { prompt, options, count, references, folder } = call;
  return {
    prompt,
    references: references.map(({ uri, use }) => ({ uri: vscode.Uri.parse(uri), use })),
    choice: modelOf(call),
    options,
    count,
    target: { kind: 'folder', uri: vscode.Uri.parse(folder) },
  };
}
