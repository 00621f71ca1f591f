import type { Clock } from '../../model/clock';
import type { SpokenPart } from '../../model/conversation';
import type { HttpClient } from '../../http/client';
import type { Usage } from '../../model/price';
import type { ListedModel, Model, Provider } from '../../model/provider';
import type { ImageRequest } from '../../model/request';

export interface TaskUrls {
  readonly poll?: string;
  readonly result?: string;
  readonly cancel?: string;
}

/** A provider's asynchronous job, as needed to ask for it again. */
export interface Task {
  readonly taskId: string;
  readonly requestId?: string;
  /** The seed that it was given, where Easel made it. */
  readonly seed?: number;
  /** Addresses as the provider gave them; each is judged again before it is used. */
  readonly urls?: TaskUrls;
  /** The provider has answered for it: if it is not found later, also after a reload, it has expired. */
  readonly isKnown?: true;
}

/** What a job is doing, for the user who waits. */
export type Progress =
  | { readonly step: 'preparing' }
  | { readonly step: 'sending' }
  /** The request did not get through, or was put off, and will be sent again. */
  | { readonly step: 'retrying'; readonly seconds: number }
  | { readonly step: 'waiting' }
  /** So many drafts have come; they are not saved. */
  | { readonly step: 'drawing'; readonly drafts: number }
  /** The server says how far it is, from 1 to 100. */
  | { readonly step: 'progressing'; readonly percent: number }
  | { readonly step: 'queued' }
  | { readonly step: 'downloading' };

const stepsBeforeSent: ReadonlySet<Progress['step']> = new Set(['preparing', 'sending', 'retrying']);

/** Whether nothing was accepted yet, as also after a request was put off. */
export function isBeforeSent({ step }: Progress): boolean {
  return stepsBeforeSent.has(step);
}

/** All that an API may use. It reaches for nothing else, so a test replaces no modules. */
export interface CallContext {
  readonly provider: Provider;
  readonly model: Model;
  /** Empty where the provider needs none. */
  readonly key: string;
  readonly http: HttpClient;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** How many images were asked for; where nobody knows it any more, as many as one call brings. */
  readonly wanted?: number;
  /** How long a task is waited for, in milliseconds; without it, as `defaultPollPolicy` says. */
  readonly totalMilliseconds?: number;
  /** The task was submitted earlier, perhaps by another process. */
  readonly isResumed?: boolean;
  /** Ask the model for its reasoning, which goes to the log. */
  readonly includeThoughts: boolean;
  /** Settles when the task is on disk: from then on it can be resumed. Once more where more is known of it. */
  readonly checkpoint: (task: Task) => Promise<void>;
  /** Whether the signal fired because the window closes: then a task goes on, and is taken up again. */
  readonly isClosing?: () => boolean;
  /** Shows a draft of the image that is being made. Returns at once. */
  readonly showDraft?: (draft: Draft) => void;
  /** How many of those the user wants that cost money; see `partialImages.ts`. */
  readonly partialImages?: number;
  /** Keeps bytes that were paid for but are no whole image, and says where. */
  readonly keepBroken?: (bytes: Uint8Array) => Promise<string>;
  /**
   * The text of a small file of the workspace, by its path there; absent where there is no workspace.
   * @throws EaselError `invalidRequest` where it must not or cannot be read.
   */
  readonly readWorkspaceFile?: (path: string) => Promise<string>;
  readonly report: (progress: Progress) => void;
  readonly log: (line: string) => void;
}

/** An image on the way to the one that was asked for. */
export interface Draft {
  readonly bytes: Uint8Array;
  /** Where the image itself never comes, it is all that there is for the money. */
  readonly isPaid: boolean;
}

/** An image as it arrived: bytes, and what the provider said they are. */
export interface ReceivedImage {
  readonly bytes: Uint8Array;
  readonly declaredMediaType?: string;
  /** Among all images of a task, counted from 0, where some may be missing this time. */
  readonly position?: number;
  /** What it was drawn with, where that is told or was made by Easel. */
  readonly seed?: number;
  /** Of bytes that are no image: the start of the answer in which they came. */
  readonly excerpt?: string;
}

export interface ApiAnswer {
  /** At least one; an API throws `noImage` or `refusedByPolicy` otherwise. */
  readonly images: readonly ReceivedImage[];
  /** Why other images of the same call could not be fetched. */
  readonly leftOut?: readonly unknown[];
  /** What the model said beside the images. */
  readonly modelText?: string;
  readonly requestId?: string;
  /** What the answer says of its cost. */
  readonly usage?: Usage;
  /** All that the model said, where a conversation can go on from it. */
  readonly spoken?: readonly SpokenPart[];
}

/** A wire format. */
export interface Api {
  /** @throws EaselError of any kind; an `AbortError` when the signal fired. */
  readonly generate: (request: ImageRequest, context: CallContext) => Promise<ApiAnswer>;
  /** Waits for a task that was submitted earlier. */
  readonly resume?: (task: Task, context: CallContext) => Promise<ApiAnswer>;
  /**
   * Asks something that costs nothing. Resolves when the provider took the key.
   * @throws EaselError `unauthorized` when it certainly refused the key; any other error: could not be checked.
   */
  readonly checkKey?: (context: KeyCheckContext) => Promise<void>;
  /**
   * The provider's own list of models that may draw, which costs nothing.
   * @throws EaselError of any kind; an `AbortError` when the signal fired.
   */
  readonly listModels?: (context: KeyCheckContext) => Promise<readonly ListedModel[]>;
  /** It takes what was said before in the same conversation (`ImageRequest.conversation`). */
  readonly goesOn?: true;
}

export type KeyCheckContext = Pick<CallContext, 'provider' | 'key' | 'http' | 'signal'>;
