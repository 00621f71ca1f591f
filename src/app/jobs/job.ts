import type { ShownDraft } from '../../core/storage/previewFile';
import type { FinishedImage } from '../../core/journal/deliver';
import type { EntryId } from '../../core/journal/ownedEntry';
import type { PaidCall } from '../../core/journal/entryState';
import type { Progress } from '../../core/apis/common/api';
import type { Cost } from '../../core/model/price';
import type { Recipe } from '../../core/model/recipe';
import type { GenerateForm } from '../form/generateForm';

/** What a job's work may use. */
export interface JobCall {
  /** The job's. */
  readonly id: string;
  readonly signal: AbortSignal;
  /** Whether a request has left is known of each call, so each has a watch of its own. */
  readonly watchCall: () => CallWatch;
  /** An image is in the project, though others of the job may still be under way. */
  readonly saved: (image: string) => void;
  /** Resolves when the job may begin to send; until then it stands in the queue. */
  readonly turn: () => Promise<void>;
  /** The window is closing: the signal fired, but nobody has given up. */
  readonly isClosing: () => boolean;
}

/** What a job knows of one call of the provider. */
export interface CallWatch {
  readonly report: (progress: Progress) => void;
  /** The request has left and was not put off, so it may be charged. */
  readonly isSent: () => boolean;
  /** Shows a draft in place of the one before. */
  readonly showDraft: (draft: ShownDraft) => void;
}

export interface SavedImage {
  readonly uri: string;
  readonly recipe: Recipe;
}

/** What is paid, or may be, and not in the project yet. */
export type PendingWork =
  /** A task that goes on at the provider, whose result can be fetched. */
  | { readonly kind: 'task'; readonly row: EntryId }
  /** Whether the provider got the request, nobody knows. */
  | { readonly kind: 'interrupted'; readonly row: EntryId }
  /** The last that was seen of an image that never came, kept in the extension's storage. */
  | { readonly kind: 'draft'; readonly row: EntryId }
  /** Images that could not be saved, kept in the extension's storage. */
  | { readonly kind: 'unsaved'; readonly row: EntryId }
  /** An image that could not be kept anywhere but in memory. */
  | { readonly kind: 'inMemory'; readonly image: FinishedImage; readonly call: PaidCall };

/** How a job ended, as far as it got: images may have been saved although a call failed. */
export interface JobEnd<Saved> {
  readonly saved: readonly Saved[];
  readonly errors: readonly unknown[];
  readonly open: readonly PendingWork[];
  /** Of the images that were saved, as far as they are known. */
  readonly costs?: readonly Cost[];
}

/** Jobs of one click, whose results stand side by side: one prompt on several models, or variations of a prompt. */
export interface JobGroup {
  readonly id: string;
  /** The prompt as it was typed. */
  readonly title: string;
  /** Place in the group, from 0; another try takes the place of the one before. */
  readonly slot: number;
  /** What tells it from the others. */
  readonly label: string;
}

/** What is known of a job from its start. */
export interface JobFacts {
  /** Made by whoever starts it; an id is accepted once. */
  readonly id: string;
  readonly prompt: string;
  /** Provider and model, for the user. */
  readonly model: string;
  readonly providerId: string;
  /** Most jobs of the provider at once. */
  readonly providerLimit: number;
  /** How many images were asked for. */
  readonly count: number;
  /** As the user filled it, for *Edit and Try Again*. */
  readonly form: GenerateForm;
  readonly group: JobGroup | undefined;
  /** *Try again* and *Generate again*, for so many images, in the way the job was started. */
  readonly again: (count: number) => void;
  /** Its form is nowhere but in the list. */
  readonly isAnotherTry?: boolean | undefined;
}

export interface JobPlan<Saved> extends JobFacts {
  /** The work of a job that stands in the list already goes on. */
  readonly isResumed?: boolean;
  readonly run: (call: JobCall) => Promise<JobEnd<Saved>>;
}

export interface Job extends JobFacts {
  /** When its turn came, or before that when it was asked for. */
  readonly startedAt: number;
  /** `undefined` while it is under way. */
  readonly endedAt: number | undefined;
  readonly state: 'queued' | 'running' | 'done' | 'failed' | 'cancelled' | 'interrupted' | 'detached';
  readonly progress: Progress;
  /** What is seen of the image by now. */
  readonly draft: ShownDraft | undefined;
  /** In the queue, counted from 1; 0 outside. */
  readonly place: number;
  /** A request has left and was not put off, so it may be charged. */
  readonly sent: boolean;
  readonly errors: readonly unknown[];
  readonly open: readonly PendingWork[];
  /** URIs of the images that are in the project by now. */
  readonly images: readonly string[];
  /** Of its images that are in the project, as far as they are known. */
  readonly costs: readonly Cost[];
  /** Images that another try has to make: what was saved need not be paid again. */
  readonly missing: number;
}
