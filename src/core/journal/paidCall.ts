import type { Task } from '../apis/common/api';
import { EaselError, TaskStopped } from '../model/errors';
import type { Generated, GeneratedImage } from '../generate/generate';
import { readDimensions } from '../image/header/dimensions';
import { sniffFormat } from '../image/sniff';
import {
  deliver,
  keep,
  type DeliveredImage,
  type DeliveryTarget,
  type FinishedImage,
  type SavedImageFile,
} from './deliver';
import { finishDelivery } from './finishDelivery';
import type { OwnedEntry } from './ownedEntry';
import { isAllSaved } from './entryState';

export interface CallEnd {
  readonly saved: readonly SavedImageFile[];
  /** Images that are in memory alone. */
  readonly inMemory: readonly FinishedImage[];
  readonly errors: readonly unknown[];
}

export interface CallRun {
  /** `undefined` for what costs nothing and is on no record. */
  readonly row: OwnedEntry | undefined;
  readonly target: DeliveryTarget;
  readonly finishImage: (
    image: GeneratedImage,
    generated: Generated,
  ) => Omit<FinishedImage, 'position' | 'of'>;
  /** The last that was seen of an image that is paid and still on the way. */
  readonly lastDraft?: () => Uint8Array | undefined;
  /** The process is about to end: nobody has given up, and whoever comes next takes over. */
  readonly isClosing: () => boolean;
  /** The request has left, and was not put off. */
  readonly isSent: () => boolean;
  readonly log: (line: string) => void;
}

/**
 * The call has brought nothing: a preview that is paid is kept, and the entry is closed, or released where a task goes
 * on.
 */
export async function endFailed(run: CallRun, error: unknown): Promise<CallEnd> {
  await keepDraft(run, error);
  await endWithoutImages(run, error);
  const isOurs = run.row?.isTakenOver !== true;
  return {
    saved: [],
    inMemory: [],
    errors: [isOurs ? error : new EaselError('cannotSave', { reason: 'takenOver' })],
  };
}

/**
 * Saves the images of a call, with every step on record. Afterwards the entry is closed, or released where something is
 * still owed: an image that could not be saved, or one of a task that can be fetched again.
 */
export async function deliverImages(run: CallRun, generated: Generated): Promise<CallEnd> {
  const { row } = run;
  const images = generated.images.map((image, index) => ({ ...image, position: image.position ?? index }));
  const of = images.length + generated.leftOut.length;
  const pending = images.filter(({ position }) => !row?.state.saved.has(position));
  const outcomes: Awaited<ReturnType<typeof deliver>>[] = [];
  // One after another: all at once they would all try the same names, and hold each image twice.
  for (const image of pending) {
    const finished = run.finishImage(image, generated);
    outcomes.push(await deliver({ ...finished, position: image.position, of }, run));
  }
  const undelivered = outcomes.filter((outcome) => 'error' in outcome);
  // Whoever took over fetches the task's images again; those of an answer are nowhere but here.
  const isFetchedElsewhere = row?.isTakenOver === true && row.state.task !== undefined;
  const end: CallEnd = {
    saved: outcomes.filter((outcome) => 'sha256' in outcome),
    inMemory: undelivered.filter(({ isKept }) => !isKept && !isFetchedElsewhere).map(({ image }) => image),
    errors: [
      ...undelivered.map(({ error }) => error),
      // Of a task the rest can be fetched; elsewhere it is lost, and the user is told.
      ...generated.leftOut,
    ],
  };
  await endWithImages(run, end);
  return end;
}

/**
 * Brings a row that someone left behind up to date, without the network.
 * @returns what stood there unrecorded. The row is closed where nothing is owed any more.
 */
export async function recoverRow(
  row: OwnedEntry,
  target: DeliveryTarget,
): Promise<{ readonly saved: readonly DeliveredImage[]; readonly isClosed: boolean }> {
  const saved = await finishDelivery(row, target);
  const isClosed = isAllSaved(row.state);
  if (isClosed) {
    await row.close('saved');
  }
  return { saved, isClosed };
}

/** The task is paid: a disk that is full must not keep us from waiting for it. */
export async function saveTask({ row, log }: Pick<CallRun, 'row' | 'log'>, task: Task): Promise<void> {
  if (task.isKnown !== true) {
    log(`Task ${task.taskId} was submitted (request ${task.requestId ?? 'without id'}).`);
  }
  try {
    await row?.record({ state: 'submitted', task });
  } catch (error) {
    log(`Task ${task.taskId} could not be put on record: ${String(error)}`);
  }
}

async function endWithoutImages({ row, isClosing, isSent, log }: CallRun, error: unknown): Promise<void> {
  if (!row) {
    return;
  }
  const details = error instanceof EaselError ? error.details : {};
  const isTaskOver = details.taskOver === true || error instanceof TaskStopped;
  const isOver = row.state.task === undefined || isTaskOver;
  await quietly(log, async () => {
    // What was put off is owed nothing, and would look like sent to whoever comes next.
    if (isClosing() && (row.state.task !== undefined || isSent())) {
      await row.release();
    } else if (isOver && row.state.kept.length === 0) {
      await row.close(error instanceof EaselError && error.kind === 'taskExpired' ? 'expired' : 'failed');
    } else {
      await row.record({ state: 'detached' }).finally(() => row.release());
    }
  });
}

async function endWithImages({ row, log }: CallRun, { errors }: CallEnd): Promise<void> {
  if (!row) {
    return;
  }
  await quietly(log, async () => {
    if (errors.length === 0) {
      await row.close('saved');
    } else if (row.state.kept.length > 0 || row.state.task) {
      await row.record({ state: 'detached' }).finally(() => row.release());
    } else {
      await row.close('failed');
    }
  });
}

/** A journal that cannot be written must not hide how the call itself ended. */
async function quietly(log: (line: string) => void, write: () => Promise<void>): Promise<void> {
  await write().catch((error: unknown) => log(`The journal could not be written: ${String(error)}`));
}

/** Who cancels has seen it and gives it up; what a filter refuses is not to be had in another way. */
function isLost(error: unknown): boolean {
  return error instanceof EaselError && error.kind !== 'refusedByPolicy';
}

/**
 * A paid image that broke off on the way: the last that was seen of it is all there is for the money, so it is kept for
 * the user, who decides whether it is of any use. It never goes into the project by itself.
 */
async function keepDraft(run: CallRun, error: unknown): Promise<void> {
  const { row, target, lastDraft, finishImage, log } = run;
  const bytes = lastDraft?.();
  const format = bytes && sniffFormat(bytes);
  if (!row || row.isTakenOver || !format || !(isLost(error) || run.isClosing())) {
    return;
  }
  const { width, height } = readDimensions(bytes, format) ?? { width: 0, height: 0 };
  const image: GeneratedImage = { bytes, format, width, height, differences: [] };
  const finished = finishImage(image, { images: [image], leftOut: [] });
  try {
    // What it has cost is known of the whole call alone.
    await keep({ ...finished, cost: undefined, position: 0, of: 1, isDraft: true }, { row, target, log });
  } catch (reason) {
    log(`The draft could not be kept: ${String(reason)}`);
  }
}
