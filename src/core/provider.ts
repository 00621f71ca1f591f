import type { Clock } from './clock';
import type { WorkflowInputs } from './comfyuiWorkflow';
import type { SpokenPart } from './conversation';
import type { HttpClient } from './http/client';
import type { ImageFormat } from './image/format';
import type { ListedModel } from './modelLists';
import type { ModelPrice, Usage } from './money';
import type { ImageRequest } from './request';
import type { ModelTask, TaskFormat } from './taskFormat';

/** The wire formats that Easel speaks. Each is one file in `apis/`. */
export const apiIds = [
  'placeholder',
  'imini',
  'gemini',
  'openai-chat',
  'openai-images',
  'openrouter-images',
  'automatic1111',
  'comfyui',
  'tasks',
] as const;

export type ApiId = (typeof apiIds)[number];

/** One choice that a model offers. */
export interface OptionCapability {
  /** Values the model takes. Empty: it has no such option. `any`: unknown, what the person types goes as it is. */
  readonly offered: readonly string[] | 'any';
  /** The API must be sent a value. */
  readonly required: boolean;
  /** What the form starts with; empty leaves it to the model. */
  readonly preset: string;
}

/** What a reference may be at most; what is not known to be limited is left out. */
export interface ReferenceLimits {
  /** Of the longer side, in pixels. */
  readonly maxSide?: number;
  readonly maxBytes?: number;
}

/** What a model can do. The form is drawn from this, and a request is checked against it before paying. */
export interface Capabilities {
  readonly aspectRatio: OptionCapability;
  readonly size: OptionCapability;
  readonly quality: OptionCapability;
  /** Whether the image's ground is transparent; absent where the model has no such option, as with the next one. */
  readonly background?: OptionCapability;
  /** File format of the image, in the provider's spelling. */
  readonly outputFormat?: OptionCapability;
  /** How long the model thinks before it draws. */
  readonly thinking?: OptionCapability;
  /** It takes a seed, a whole number: the same request with the same seed makes the same image, or nearly so. */
  readonly seed?: boolean;
  /** It takes a text of what the image must not show. */
  readonly negativePrompt?: boolean;
  readonly maxReferences: number;
  readonly referenceFormats: readonly ImageFormat[];
  readonly referenceLimits?: ReferenceLimits;
  /** It drops references that have shades of grey alone without a word, so they are sent in RGB. */
  readonly needsColorReferences?: boolean;
  /** A reference can be marked as *style*. */
  readonly styleReferences: boolean;
  /** It takes a mask, which says which part of the first reference is to change. */
  readonly mask?: boolean;
  /** Most images that one request may ask for. */
  readonly maxImages: number;
  /** How many of them one call brings; 1 where the API has no count. */
  readonly imagesPerCall: number;
  /** In characters (Unicode code points). */
  readonly maxPromptLength: number;
}

export interface Model {
  /** As the provider spells it; it goes over the wire unchanged. */
  readonly id: string;
  readonly label: string;
  /** Where it differs from the provider's. */
  readonly api?: ApiId;
  readonly capabilities: Capabilities;
  /** ComfyUI, where the id is a workflow's path: the inputs that its nodes do not suggest by themselves. */
  readonly workflow?: WorkflowInputs;
  /** Generic tasks: where this model differs from the provider's format. */
  readonly task?: ModelTask;
  /** Its id or what it can do is inferred, not documented, and nobody has tried it. */
  readonly untested?: boolean;
  /** Where a row of the settings says it; the table in `prices.ts` knows those of others. */
  readonly price?: ModelPrice;
}

/**
 * How a provider wants its key: as `Authorization: Bearer`; in a header of its own, behind a prefix such as `Key `
 * where it has one; as HTTP Basic, where the key is `user:password`; or not at all.
 */
export type Auth =
  | { readonly kind: 'bearer' | 'basic' | 'none' }
  | { readonly kind: 'header'; readonly header: string; readonly prefix?: string };

/** A service with a base URL and a key: a row of the table in `providers.ts`. */
export interface Provider {
  readonly id: string;
  readonly label: string;
  /** Without a trailing slash. Its origin is the only one that ever gets the key. */
  readonly baseUrl: string;
  readonly api: ApiId;
  /** `bearer` where nothing is said. */
  readonly auth?: Auth;
  /** Sent with every request to its own origin, and to no host that results come from. Never a secret. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Added to the address of every request, as some gateways want their version named. Never a secret. */
  readonly query?: Readonly<Record<string, string>>;
  /**
   * Hosts that results may come from though they are within this network or speak http, as of a gateway of the
   * company: names or addresses, with `:port` where it is not the scheme's usual one. They never get the key.
   */
  readonly resultHosts?: readonly string[];
  /** In bytes: a longer request, references and all, is refused before anything is sent. */
  readonly maxRequestBytes?: number;
  /**
   * Asks for an event stream, whose headers come while the image is still being made: `streamGenerateContent` in
   * Gemini's format, `stream` in OpenAI's images format.
   */
  readonly streaming?: boolean;
  /** Gemini's format: the name of an inline image in a request; by default Google's own. */
  readonly inlineDataName?: 'inlineData' | 'inline_data';
  /**
   * Images format: the field of a form that each reference is a file of; by default `image[]`. With `image+images` only
   * the first is a file, `image`, and the others are base64 in `images`.
   */
  readonly referenceFields?: string;
  /**
   * Images format: by default OpenAI's fields. xAI's are `aspect_ratio` and `resolution`, and references stand in the
   * JSON, not in a form.
   */
  readonly imageFields?: 'xai';
  /** Images format: the field of a form that the mask goes in; by default `mask`. */
  readonly maskField?: string;
  /**
   * Images format: asks for the image itself instead of its address, which some servers give by default. OpenAI's own
   * models refuse to be asked.
   */
  readonly responseFormat?: 'b64_json';
  /** Images format: where the seed goes; by default in the field `seed`. The prompt then begins with a tag of sd-server. */
  readonly seedPlace?: 'prompt';
  /** Images format: each further image of a call is drawn with the seed that follows the one before. */
  readonly countsSeedsUp?: boolean;
  /** Chat format: where ratio and size stand; by default in `image_config`, beside `modalities`. */
  readonly chatOptions?: 'image_config' | 'extra_body';
  /** Generic tasks: the wire format; by default `commonTaskFormat`. */
  readonly task?: TaskFormat;
  /**
   * Further origins of the same service, which its answers send tasks to: they get the key as well. Never from settings,
   * and only with the built-in base URL.
   */
  readonly keyOrigins?: readonly string[];
  readonly needsKey: boolean;
  /** Page where the person gets a key. */
  readonly keyUrl?: string;
  readonly models: readonly [Model, ...Model[]];
  /** Most jobs that it is sent at once, where that is fewer than the person allows. */
  readonly parallelJobs?: number;
  /** Capabilities of a model id that is not in the table: permissive, values go as they are. */
  readonly unknownModel: Capabilities;
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

export interface TaskUrls {
  readonly poll?: string;
  readonly result?: string;
  readonly cancel?: string;
}

/** What a job is doing, for the person who waits. */
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
  /** How many of those the person wants that cost money; see `partialImages.ts`. */
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
