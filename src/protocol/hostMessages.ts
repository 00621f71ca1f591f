import type { HistoryQuery } from '../shared/historyQuery';
import type { ConversionPlan } from '../shared/referenceFit';
import type { ViewerView } from './viewerViews';
import type { FolderView, JobView, PanelForm, ProviderView, ReferenceView, ResultView } from './views';
import type { AdditionsView, HistoryView, PromptView, RecipeOffer } from './views';
import type { GroupImages, ReferenceFitView } from './views';

/** What the host says to the page. Never bytes and never a key: images travel as addresses. */
export type HostMessage =
  /** The answer to `ready`: all that is needed to draw. `form` is the page's own where it had one. */
  | {
      readonly type: 'init';
      /** Translations of the page's texts, by their English; empty where VS Code speaks English. */
      readonly translations: Translations;
      readonly providers: readonly ProviderView[];
      readonly form: PanelForm;
      readonly references: readonly ReferenceView[];
      readonly folder: FolderView;
      readonly jobs: readonly JobView[];
      readonly history: HistoryView;
      /** What the history is narrowed to. */
      readonly query: HistoryQuery;
      /** The first entries of the history. */
      readonly results: readonly ResultView[];
      readonly groupImages: GroupImages;
      readonly prompts: readonly PromptView[];
      readonly additions: AdditionsView;
      /** The id under which the page may send an image that is dropped. */
      readonly dropTicket: string;
      /** Address of the folder of masks, each of which is called by its SHA-256 and `.png`. */
      readonly maskFolder: string;
    }
  /** A key was set or removed, or the settings changed. */
  | { readonly type: 'providers'; readonly providers: readonly ProviderView[] }
  /** A model was chosen outside the page. */
  | { readonly type: 'model'; readonly providerId: string; readonly modelId: string }
  /** The prompts of the workspace, newest first; replaces the list. */
  | { readonly type: 'prompts'; readonly prompts: readonly PromptView[] }
  /** The user chose one of them. */
  | { readonly type: 'promptPicked'; readonly prompt: string }
  /** What can be put around the prompt. */
  | { readonly type: 'additions'; readonly additions: AdditionsView }
  /** What the user chose of it. */
  | { readonly type: 'additionsPicked'; readonly presets: readonly string[]; readonly styleFile: boolean }
  /** Append these; those that the form has already stay where they are. */
  | { readonly type: 'addReferences'; readonly references: readonly ReferenceView[] }
  /** Fill the form, leaving out what the message leaves out. */
  | {
      readonly type: 'fillForm';
      readonly form: Partial<PanelForm>;
      readonly references: readonly ReferenceView[];
    }
  /** *Edit and Try Again*: the whole form as a job had it, with the folder that its images went to. */
  | {
      readonly type: 'editForm';
      readonly form: Omit<PanelForm, 'folder'>;
      readonly references: readonly ReferenceView[];
      readonly folder: FolderView;
    }
  /** The user chose a folder, or the folder of the setting is another one now, which leaves a chosen one alone. */
  | { readonly type: 'folder'; readonly folder: FolderView; readonly chosen: boolean }
  /** What the form would cost, in words. */
  | { readonly type: 'estimate'; readonly text: string }
  /** A new job, or news of one that the page knows. */
  | { readonly type: 'job'; readonly job: JobView }
  | { readonly type: 'jobRemoved'; readonly id: string }
  /** What has become of a reference that a model does not take as it is. */
  | {
      readonly type: 'referenceFit';
      readonly uri: string;
      readonly providerId: string;
      readonly modelId: string;
      readonly fit: ReferenceFitView;
    }
  /** Draw the image at this address anew by the plan, and send its bytes under the id. */
  | {
      readonly type: 'convertImage';
      readonly id: string;
      readonly source: string;
      readonly plan: ConversionPlan;
    }
  /** One id for each image of an offer; an empty one for an image that is not wanted. */
  | { readonly type: 'takeImages'; readonly offer: string; readonly ids: readonly string[] }
  /** The user asked for the panel. */
  | { readonly type: 'focusPrompt' }
  /** Shows an image over the gallery, or closes what is shown. `isNews` is only for a page that shows one already. */
  | { readonly type: 'stage'; readonly stage: ViewerView | null; readonly isNews: boolean }
  /** What the user has marked on a reference is kept, and its stage closes. The id is that stage's; `mask` as in the form. */
  | { readonly type: 'maskSaved'; readonly id: string; readonly uri: string; readonly mask: string }
  /** The list has grown or changed. */
  | { readonly type: 'history'; readonly history: HistoryView }
  /** Entries of the list, from the position `from` on, newest first. */
  | {
      readonly type: 'historyRows';
      readonly version: number;
      readonly from: number;
      readonly rows: readonly ResultView[];
    }
  /** Of groups of jobs, whatever the list is narrowed to; what is left out is as it was. */
  | { readonly type: 'groupImages'; readonly images: GroupImages }
  /** A thumbnail was stored; the tile may show it from now on. */
  | { readonly type: 'thumbnail'; readonly id: string; readonly source: string }
  /** Shows a recipe beside the form. */
  | { readonly type: 'recipeOffer'; readonly offer: RecipeOffer }
  /** What was dropped has been looked at, and the next may be sent. `note` says why there is no recipe. */
  | { readonly type: 'dropTaken'; readonly dropTicket: string; readonly note: string };

/** As VS Code has them of an extension. */
export type Translations = Readonly<
  Record<string, string | { readonly message: string; readonly comment: string[] }>
>;
