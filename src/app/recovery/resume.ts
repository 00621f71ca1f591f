import { eachAtMost } from '../../core/util/atMost';
import { rowsOfJobs, takeRows, type RowsOfJob } from '../../core/journal/jobRows';
import type { OwnedEntry } from '../../core/journal/ownedEntry';
import { recoverRow } from '../../core/journal/paidCall';
import type { PaidCall } from '../../core/journal/entryState';
import type { GenerateForm } from '../form/generateForm';
import { jobFacts } from '../generate/generateImage';
import type { Job, JobCall, JobEnd, JobFacts, SavedImage } from '../jobs/job';
import { modelOf } from '../providers/modelChoice';
import { journalFolder } from '../../core/journal/pendingEntries';
import { collect, deliveryTarget, openWorkOf, uriOf } from '../generate/paidWork';
import type { JobServices } from '../jobs/jobServices';
import { folderOf, waitForTask } from './waitForTask';
import { openFolders } from '../project/openFolders';
import type { Settings } from '../ports';

/** However many there are: a crash may leave rows by the thousand, and each costs files, memory and questions. */
const mostAtOnce = 8;

/**
 * Takes up what was paid before the window was reloaded or crashed: tasks are waited for and saved, so many at once, the
 * rest is listed for the user. What another window works on is left to it, as long as it lives.
 */
export async function resumePaidWork(parts: JobServices, signal: AbortSignal): Promise<void> {
  const directory = journalFolder(parts.storage.folder);
  const listed: Job[] = [];
  const held: RowsOfJob[] = [];
  const take = async (job: RowsOfJob, patience: 'none' | 'untilFree'): Promise<TakenUp> => {
    const rows = await takeRows(directory, job.ids, { signal, patience });
    if (!rows) {
      held.push(job);
      return {};
    }
    const taken = await takeUp(rows, parts);
    listed.push(...(taken.listed ? [taken.listed] : []));
    return taken;
  };
  const jobs = await rowsOfJobs(directory, openFolders(parts.files));
  const tasks = jobs.filter(({ isWaited }) => isWaited);
  const others = jobs.filter(({ isWaited }) => !isWaited);
  await eachAtMost(mostAtOnce, others, (job) => take(job, 'none'));
  const first = await Promise.all(tasks.slice(0, mostAtOnce).map((job) => take(job, 'none')));
  const told = [...listed];
  const goOn = async (): Promise<void> => {
    const finish = async (job: RowsOfJob | TakenUp): Promise<void> =>
      ('ids' in job ? await take(job, 'untilFree') : job).ended;
    // Another window may hold a job for as long as it runs, and nothing else waits for that.
    await Promise.all([
      eachAtMost(mostAtOnce, held.splice(0), finish),
      eachAtMost(mostAtOnce, [...first, ...tasks.slice(mostAtOnce)], finish),
    ]);
    parts.jobs.tellInterrupted(listed.slice(told.length));
  };
  goOn().catch((error: unknown) => {
    if (!signal.aborted) {
      parts.log.failure(error);
    }
  });
  parts.jobs.tellInterrupted(told);
}

interface TakenUp {
  /** The job, where it waits for the user and nobody has said so yet. */
  readonly listed?: Job | undefined;
  /** When its tasks are over. */
  readonly ended?: Promise<void>;
}

async function takeUp(taken: readonly OwnedEntry[], parts: JobServices): Promise<TakenUp> {
  const { rows, saved } = await recoverAll(taken, parts);
  tellResumed(parts, saved);
  const [first] = rows;
  if (!first) {
    return {};
  }
  const facts = factsOf(first, rows, parts);
  const waited = rows.filter(({ state }) => state.task && !state.isDetached);
  const listed = rows.filter((row) => !waited.includes(row));
  const isNews = listed.some((row) => isWorthTelling(row));
  // On record before anyone takes the row, which may be at once: an entry in the panel stays, a notification is said once.
  await Promise.all(rows.map((row) => markAsTold(row, parts)));
  const open = listed.flatMap((row) => openWorkOf(row));
  await Promise.all(listed.map((row) => row.release()));
  if (waited.length > 0) {
    return { ended: waitForAll(waited, { facts, open, parts }) };
  }
  if (open.length === 0) {
    return {};
  }
  parts.jobs.add(facts, { startedAt: first.state.call.startedAt, errors: [], open });
  return { listed: isNews ? parts.jobs.find(facts.id) : undefined };
}

/** @returns the rows that still owe something, and what stood in the project unrecorded. */
async function recoverAll(
  taken: readonly OwnedEntry[],
  parts: JobServices,
): Promise<{ readonly rows: readonly OwnedEntry[]; readonly saved: readonly string[] }> {
  const recovered = await Promise.all(
    taken.map(async (row) => {
      const { call } = row.state;
      const folder = await folderOf(parts, call);
      const target = deliveryTarget(parts, { call, folder, onSaved: () => undefined });
      const { saved, isClosed } = await recoverRow(row, target);
      return { row, isClosed, saved: saved.map((image) => uriOf(call, image)) };
    }),
  );
  return {
    rows: recovered.filter(({ isClosed }) => !isClosed).map(({ row }) => row),
    saved: recovered.flatMap(({ saved }) => saved),
  };
}

/** A task that somebody cancelled is no news. */
function isWorthTelling(row: OwnedEntry): boolean {
  const { isTold, isDetached } = row.state;
  return (
    !isTold && (!isDetached || openWorkOf(row).some(({ kind }) => kind === 'unsaved' || kind === 'draft'))
  );
}

async function markAsTold(row: OwnedEntry, parts: JobServices): Promise<void> {
  if (!row.state.isTold) {
    // Saying it twice is better than not listing it.
    await row.record({ state: 'told' }).catch((error: unknown) => parts.log.warn(String(error)));
  }
}

interface Waited {
  readonly facts: JobFacts;
  /** What the job's other calls owe. */
  readonly open: Job['open'];
  readonly parts: JobServices;
}

async function waitForAll(rows: readonly OwnedEntry[], { facts, open, parts }: Waited): Promise<void> {
  const wait = (row: OwnedEntry, job: JobCall): Promise<JobEnd<SavedImage>> =>
    row.state.task
      ? waitForTask(row, row.state.task, { services: parts, job, mayAsk: false })
      : Promise.resolve({ saved: [], errors: [], open: [] });
  const end = await parts.jobs.run({
    ...facts,
    run: async (job) => {
      const own = await collect(rows.map((row) => wait(row, job)));
      return { ...own, open: [...open, ...own.open] };
    },
  });
  tellResumed(
    parts,
    (end?.saved ?? []).map(({ uri }) => uri),
  );
  parts.jobs.tellInterrupted(parts.jobs.list().filter(({ id }) => id === facts.id));
}

function factsOf(first: OwnedEntry, rows: readonly OwnedEntry[], parts: JobServices): JobFacts {
  const owed = rows.map(({ state: { call, saved } }) => Math.max(1, call.count - saved.size));
  const count = owed.reduce((sum, each) => sum + each, 0);
  return jobFacts(formOf(parts.settings, first.state.call, count), parts, { id: first.state.call.jobId });
}

/** The same form again. The folder is checked like any other when it is used. */
function formOf(settings: Settings, call: PaidCall, count: number): GenerateForm {
  const { prompt, parts, options, references, mask, folder, continued } = call;
  return {
    prompt: parts?.own ?? prompt,
    ...(parts && { additions: parts.additions }),
    references: [
      ...(continued ? [{ uri: continued.uri, use: 'asset' } as const] : []),
      ...references.map(({ uri, use }) => ({ uri, use })),
    ],
    ...(continued && { continues: true }),
    ...(mask && { mask: mask.sha256 }),
    choice: modelOf(settings, call),
    options,
    count,
    target: { kind: 'folder', uri: folder },
  };
}

function tellResumed({ questions }: JobServices, images: readonly string[]): void {
  if (images.length > 0) {
    questions.tell({ kind: 'resumed', images });
  }
}
