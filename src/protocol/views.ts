import type { OptionName } from '../shared/optionTable';
import type { Capabilities } from '../shared/capabilities';
import type { ReferenceUse } from '../shared/options';
import type { ReferenceFacts } from '../shared/referenceFit';
import type { JobAction } from './jobActions';

/** What the page draws: plain data, with every text already in the user's language. */

export interface ModelView {
  readonly id: string;
  readonly label: string;
  readonly capabilities: Capabilities;
  /** Nobody is charged for its images. */
  readonly isFree: boolean;
  /** Its provider shuts it down: in words, with the model to move to. */
  readonly retirement?: { readonly text: string; readonly modelId: string; readonly action: string };
}

export interface ProviderView {
  readonly id: string;
  readonly label: string;
  /** False where a key is needed and none is stored. */
  readonly ready: boolean;
  /** It can be asked which models it has. */
  readonly hasModelList: boolean;
  readonly models: readonly ModelView[];
}

/** Without facts where the file cannot be read. */
export interface ReferenceView extends Partial<ReferenceFacts> {
  readonly uri: string;
  /** Path in the workspace, as the user knows it. */
  readonly name: string;
  /** Address for an `<img>` in the page. */
  readonly source: string;
  /** Such as `PNG · 512 × 512 · 34 KB`. */
  readonly facts: string;
  /** Why it cannot be used with any model, where that is so (unreadable, not an image). */
  readonly problem?: string;
}

/** A model as the form holds it. */
export interface FormModel {
  readonly providerId: string;
  readonly modelId: string;
}
/** What became of a reference that a model does not take as it is. */
export type ReferenceFitView =
  /** It will be sent in another form; `note` says which, such as “converted to PNG”. */
  | { readonly state: 'ready'; readonly note: string }
  /** A sentence or two: why it cannot be used, and what to do about it. */
  | { readonly state: 'failed'; readonly problem: string };

/** A reference as the form holds it. */
export interface FormReference {
  readonly uri: string;
  readonly use: ReferenceUse;
}

/** The form as the user filled it. Everything in it is untrusted until the host has parsed it. */
export interface PanelForm extends Readonly<Record<OptionName, string>> {
  readonly prompt: string;
  readonly references: readonly FormReference[];
  /** SHA-256 of the mask that says which part of the first reference is to change; empty where there is none. */
  readonly mask: string;
  readonly providerId: string;
  readonly modelId: string;
  /** Models that the prompt goes to as well, three at most. */
  readonly compareWith: readonly FormModel[];
  /** `{a|b}` in the prompt makes one image for each; else braces are braces. */
  readonly variations: boolean;
  /** Digits, or empty for any. */
  readonly seed: string;
  /** Empty: nothing is said of it. */
  readonly negativePrompt: string;
  readonly count: number;
  /** URI of the target folder, or empty for the folder of the setting. */
  readonly folder: string;
  /** Names of the presets, in order. */
  readonly presets: readonly string[];
  /** Whether the style file of the workspace is added, where it may be. */
  readonly styleFile: boolean;
}

/** A prompt that was sent before, or marked. */
export interface PromptView {
  readonly text: string;
  readonly isFavourite: boolean;
}

/** Text around the prompt, exactly as it is sent. */
export interface AdditionView {
  readonly name: string;
  readonly before: string;
  readonly after: string;
}

export interface PresetView extends AdditionView {
  readonly model?: { readonly providerId: string; readonly modelId: string };
  readonly aspectRatio?: string;
}

export interface StyleFileView extends AdditionView {
  /** Whether the user wants it in this workspace; `asked` as long as nothing was said. */
  readonly choice: 'used' | 'left' | 'asked';
  /** Why it cannot be added, or empty. */
  readonly problem: string;
}

export interface AdditionsView {
  readonly presets: readonly PresetView[];
  readonly styleFile?: StyleFileView;
}

export interface FolderView {
  /** As in `PanelForm.folder`. */
  readonly uri: string;
  /** Path in the workspace. */
  readonly label: string;
  /** Why nothing can be saved there, and what to do about it. */
  readonly problem?: string;
}

export interface JobView {
  readonly id: string;
  readonly prompt: string;
  /** Provider and model, for the user. */
  readonly model: string;
  /**
   * `interrupted`: it was sent before the window closed, and whether it was billed is unknown. `detached`: nobody waits
   * for its task any more, which goes on at the provider.
   */
  readonly state: 'queued' | 'running' | 'done' | 'failed' | 'cancelled' | 'interrupted' | 'detached';
  /** What is going on, or how it ended. */
  readonly message: string;
  /** How far it is, from 1 to 100, where that is known. */
  readonly percent: number | undefined;
  /** Address of what is seen of the image by now, or empty. */
  readonly draft: string;
  /** More, such as the provider's own words, in full. */
  readonly detail: string;
  /** Wall clock, milliseconds since 1970. */
  readonly startedAt: number;
  /** In the queue, counted from 1; 0 outside. */
  readonly place: number;
  /** The provider has the request: cancelling does not take the bill back, and the page says so. */
  readonly mayBeBilled: boolean;
  readonly actions: readonly JobAction[];
  /** Milliseconds from its turn to its end; `undefined` before. */
  readonly took: number | undefined;
  /** What its images have cost, in words; empty where that is not known. */
  readonly cost: string;
  /** URIs of its images that are in the project by now. */
  readonly images: readonly string[];
  /** Stands side by side with the others of this group, also when it is done. */
  readonly group: JobGroupView | undefined;
}

export interface JobGroupView {
  readonly id: string;
  /** The prompt as it was typed. */
  readonly title: string;
  /** What tells the job from the others of the group. */
  readonly label: string;
  /** Place in the group, from 0. */
  readonly slot: number;
}

/** A generation, as the history shows it. */
export interface ResultView {
  /** Of the entry in the history. */
  readonly id: string;
  readonly uri: string;
  /** Path in the workspace. */
  readonly name: string;
  /** Address of its thumbnail, or of the image where there is none yet; empty where nothing can be shown. */
  readonly source: string;
  readonly prompt: string;
  /** Such as `PNG · 1024 × 1024 · 1.2 MB`. */
  readonly facts: string;
  /** Provider and model. */
  readonly model: string;
  /** The day, in words. */
  readonly date: string;
  /** In words; empty where it is not known. */
  readonly cost: string;
  /** Where the delivered differs from the requested, both are said here. */
  readonly difference: string;
  /** The file is gone, or was not found again yet. */
  readonly isMissing: boolean;
  readonly isFavourite: boolean;
  /** Where the page is asked for a thumbnail, the id to send it under; else empty. */
  readonly thumbnailTicket: string;
}

/**
 * What the history knows of images that stand side by side, by the URI that their job names; `null` where it has the
 * image no more. What is missing is on its way.
 */
export type GroupImages = Readonly<Record<string, ResultView | null>>;

export interface HistoryProviderView {
  readonly id: string;
  readonly label: string;
  readonly models: readonly { readonly id: string; readonly label: string }[];
}

/** The list that a query has, of which the page asks for the ranges that it shows. */
export interface HistoryView {
  /** Another one with every change that moves an entry to another place. */
  readonly version: number;
  /** Entries that match, as far as they are known. */
  readonly total: number;
  /** False while older entries are still being read. */
  readonly isComplete: boolean;
  /** There is no entry at all. */
  readonly isEmpty: boolean;
  /** What the entries were made with. */
  readonly providers: readonly HistoryProviderView[];
  /** Names of the images that were saved since the last version. */
  readonly added: readonly string[];
  /** Jobs whose images are in the list now: their tiles go when the images are drawn. */
  readonly endedJobs: readonly string[];
}

/** A recipe from a file or the history, held against the form or offered to it. */
export interface RecipeOffer {
  /** Under which the host keeps it. */
  readonly id: string;
  /** The file it comes from. */
  readonly name: string;
  /** Where the recipe is not Easel's own: whose notation it is. */
  readonly origin: string;
  /** What of it can be used here, which leaves out what the form keeps. */
  readonly form: Partial<PanelForm>;
  /** Of the model it was made with, also where it does not exist here. */
  readonly model: string;
  readonly isModelKnown: boolean;
  /** Paths of its references, in order. */
  readonly references: readonly string[];
  /** Those of them that are not in the workspace. */
  readonly missing: readonly string[];
  /** What else there is to say. */
  readonly notes: readonly string[];
  readonly showsDifference: boolean;
}
