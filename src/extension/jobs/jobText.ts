import * as vscode from 'vscode';
import { isCancellation } from '../../core/model/cancellation';
import { formatFacts } from '../../shared/imageFormat';
import type { Difference } from '../../core/model/recipe';
import type { Progress } from '../../core/apis/common/api';
import { EaselError, TaskStopped } from '../../core/model/errors';
import type { JobActionId } from '../../protocol/jobActions';
import { describeError, type ErrorWords } from '../text/errorText';
import type { Job, PendingWork } from '../../app/jobs/job';
import { sanitize } from '../text/plainText';
import { formatBytes, formatSeconds } from '../text/quantities';

const { t } = vscode.l10n;

const steps: {
  readonly [Step in Progress['step']]: (progress: Extract<Progress, { step: Step }>) => string;
} = {
  preparing: () => t('Preparing…'),
  sending: () => t('Sending…'),
  retrying: ({ seconds }) => t('Sending again in {0}…', formatSeconds(seconds)),
  waiting: () => t('Waiting for the image…'),
  drawing: ({ drafts }) => t('Draft {0} is here, waiting for more…', drafts),
  progressing: ({ percent }) => t('Waiting for the image, {0}% done…', percent),
  queued: () => t('The provider is working on it…'),
  downloading: () => t('Downloading…'),
};

/** What a job is doing. */
export function describeStep({ progress, state, place }: Job): string {
  if (state === 'queued') {
    // Between asking for a turn and a place in the queue there is a moment.
    return place > 0 ? t('Waiting for its turn, place {0}…', place) : t('Waiting for its turn…');
  }
  // The table fits each step to its words; TypeScript cannot see that a lookup by the same tag keeps the pair.
  const says = steps[progress.step] as (progress: Progress) => string;
  return says(progress);
}

/** The same, with the model that does it. */
export function describeProgress(job: Job): string {
  return `${sanitize(job.model)}: ${describeStep(job)}`;
}

export interface EndWords extends Omit<ErrorWords, 'action' | 'known'> {
  readonly actions: readonly JobActionId[];
  readonly mayBeBilled: boolean;
}

/** What a notification says of a job: several may be under way, so its prompt stands before the words. */
export function aboutJob({ prompt }: Job, words: string): string {
  return t('“{0}”: {1}', sanitize(prompt, longestPrompt), words);
}

/** Enough to tell one job from another. */
const longestPrompt = 50;

/** How a job ended, and what can be done now. Paid work that is still open counts for more than the error. */
export function describeEnd(job: Job): EndWords {
  const error = job.errors.find((each) => !isCancellation(each));
  const told = error === undefined ? undefined : describeError(error);
  const kinds = new Set(job.open.map(({ kind }) => kind));
  const isKept = kinds.has('unsaved') || kinds.has('draft') || kinds.has('inMemory');
  const saving: readonly JobActionId[] = isKept ? ['saveAs'] : [];
  const words = [
    told?.message ?? (job.errors.length > 0 ? cancelledText(job) : ''),
    ...openTexts(kinds, isFree(job)),
  ];
  const message = words.filter((text) => text !== '').join(' ');
  const detail = told?.detail ?? '';
  if (kinds.has('task')) {
    const fixing = told && ['setKey', 'editProviders'].includes(told.action) ? [told.action] : [];
    return { message, detail, actions: [...saving, ...fixing, 'checkAgain'], mayBeBilled: !isFree(job) };
  }
  if (kinds.has('interrupted')) {
    return { message, detail, actions: ['generateAgain'], mayBeBilled: !isFree(job) };
  }
  const action = told?.action ?? 'tryAgain';
  const again = ['tryAgain', 'editAgain'] as const;
  const usual: readonly JobActionId[] = action === 'tryAgain' ? again : [action, ...again];
  if (error instanceof EaselError && error.details.reason === 'takenOver' && saving.length === 0) {
    // Trying again would pay for what the other window fetches.
    return { message, detail, actions: [], mayBeBilled: true };
  }
  const isStopped = job.errors.some((each) => each instanceof TaskStopped && !each.maybeBilled);
  const isBilled =
    error instanceof EaselError ? error.details.maybeBilled === true : job.sent && !isStopped && !isFree(job);
  // A draft does not stand for the image.
  const actions = isKept && !kinds.has('draft') ? saving : [...saving, ...usual];
  return { message, detail, actions, mayBeBilled: isBilled };
}

/** A server without a key has no account, so that nothing of it is ever billed. */
function isFree({ form }: Job): boolean {
  return !form.choice.provider.needsKey;
}

function openTexts(kinds: ReadonlySet<PendingWork['kind']>, isFree: boolean): readonly string[] {
  const texts: Readonly<Record<PendingWork['kind'], () => string>> = {
    task: () => t('The task goes on at the provider; Check Again fetches its image.'),
    interrupted: () =>
      isFree
        ? t('Interrupted when the window closed.')
        : t('Interrupted when the window closed; it may have been billed.'),
    draft: () => t('The last draft is kept; Save As puts it where you want.'),
    unsaved: () => t('The image is kept; Save As puts it where you want.'),
    inMemory: () => t('The image is kept until the window closes; Save As puts it where you want.'),
  };
  return Array.from(kinds, (kind) => texts[kind]());
}

function cancelledText(job: Job): string {
  const { sent, errors } = job;
  if (errors.length > 0 && errors.every((error) => error instanceof TaskStopped)) {
    return errors.some((error) => error.maybeBilled) && !isFree(job)
      ? t('Cancelled. The server has stopped the task, but what it had done by then may be billed.')
      : t('Cancelled. The server has stopped the task.');
  }
  if (sent && isFree(job)) {
    return t('Cancelled.');
  }
  return sent
    ? t('Cancelled. The request had already left, so it may be billed.')
    : t('Cancelled. The provider has accepted nothing, so nothing is billed.');
}

/** Requested and delivered, both. */
export function describeDifferences(differences: readonly Difference[]): string {
  return differences.map((difference) => differenceText(difference)).join(' ');
}

function differenceText(difference: Difference): string {
  switch (difference.what) {
    case 'aspectRatio':
      return t(
        'Requested the ratio {0}, got {1}.',
        sanitize(difference.requested),
        pixels(difference.delivered),
      );
    case 'size':
      return t('Requested {0}, got {1}.', sanitize(difference.requested), pixels(difference.delivered));
    case 'format':
      return t(
        'The provider announced {0}, the file is {1}.',
        sanitize(difference.requested),
        formatFacts[difference.delivered].label,
      );
    case 'outputFormat':
      return t(
        'Requested the file format {0}, got {1}.',
        sanitize(difference.requested),
        formatFacts[difference.delivered].label,
      );
    case 'background':
      return t(
        'Requested a transparent background, got {0} without transparency.',
        formatFacts[difference.delivered].label,
      );
  }
}

/** Why an image that was saved is not shown. */
export function tooLargeToShow(image: { readonly width: number; readonly height: number }): string {
  return t('The image has {0} pixels, too many to show. It is saved.', pixels(image));
}

function pixels({ width, height }: { readonly width: number; readonly height: number }): string {
  return `${width} × ${height}`;
}

/** Such as `PNG · 512 × 512 · 34 KB`. */
export function describeImage({
  format,
  width,
  height,
  byteLength,
}: {
  readonly format: keyof typeof formatFacts;
  readonly width: number | undefined;
  readonly height: number | undefined;
  readonly byteLength: number;
}): string {
  const size = width && height ? [pixels({ width, height })] : [];
  return [formatFacts[format].label, ...size, formatBytes(byteLength)].join(' · ');
}
