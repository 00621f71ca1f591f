import type { OptionName } from '../../shared/optionTable';
import type { HistoryQuery } from '../../shared/historyQuery';
import type { HostMessage } from '../../protocol/hostMessages';
import type { PageMessage } from '../../protocol/pageMessages';
import type {
  AdditionsView,
  FolderView,
  FormModel,
  GroupImages,
  HistoryView,
  JobView,
  ModelView,
  PanelForm,
  PromptView,
  ProviderView,
  RecipeOffer,
  ReferenceFitView,
  ReferenceView,
  ResultView,
} from '../../protocol/views';
import type { GridPlace } from './gridLayout';
import type { LeftMasks, RefineWishes, ViewerAction, ViewerState } from './viewerState';

/** All that the page shows. Views draw from it and hold nothing of their own but elements. */
export interface PageState {
  readonly providers: readonly ProviderView[];
  readonly form: PanelForm;
  /** What the user chose: of it the form has what its model takes. */
  readonly chosenOptions: ChosenOptions;
  /** What is known of each reference, by URI. The form says which are used, and in what order. */
  readonly knownReferences: ReadonlyMap<string, ReferenceView>;
  /** What became of references that a model does not take as they are, by URI: one for each model. */
  readonly fits: ReadonlyMap<string, readonly KnownFit[]>;
  /** Where the masks lie, of which the form names one. */
  readonly maskFolder: string;
  /** A mask whose reference is not the first one any more; it comes back with it. */
  readonly lostMask: { readonly uri: string; readonly mask: string } | undefined;
  readonly folder: FolderView;
  readonly jobs: readonly JobView[];
  /** Images of groups of jobs, which are shown whether they are among the entries or not. */
  readonly groupImages: GroupImages;
  /** What lies over the gallery. */
  readonly stage: ViewerState | undefined;
  readonly refineWishes: RefineWishes;
  readonly leftMasks: LeftMasks;
  readonly additions: AdditionsView;
  /** Newest first. */
  readonly prompts: readonly PromptView[];
  /** Prompts that something else took the place of before they were sent, newest first. */
  readonly drafts: readonly string[];
  /** Where someone is in them who came there by the arrow keys, and what was in the box before. */
  readonly promptWalk?: { readonly at: number; readonly draft: string } | undefined;
  readonly history: HistoryState;
  /** Where the history was scrolled to last; `undefined` at the upper edge of the page. */
  readonly place: GridPlace | undefined;
  readonly recipe: RecipeState;
  /** What the form would cost, as the host said last. */
  readonly estimate: string;
  /** What a screen reader says next. A new object is a new announcement, also with the same text. */
  readonly announcement: { readonly text: string };
}

export interface RecipeState {
  /** The recipe that is shown beside the form. */
  readonly offer?: RecipeOffer;
  /** Why an image that was dropped has none to show. */
  readonly note?: string;
  /** The id under which an image may be sent to the host. */
  readonly dropTicket: string;
}

export type ChosenOptions = Partial<Pick<PanelForm, OptionName | 'seed' | 'negativePrompt' | 'count'>>;

/** What the user does to the form. */
export type UserAction =
  | { readonly type: 'promptEdited'; readonly prompt: string }
  | { readonly type: 'presetRemoved'; readonly name: string }
  | { readonly type: 'styleFileToggled' }
  | { readonly type: 'promptWalked'; readonly direction: 'older' | 'newer' }
  | { readonly type: 'modelPicked'; readonly providerId: string; readonly modelId: string }
  | { readonly type: 'optionPicked'; readonly option: OptionName; readonly value: string }
  | { readonly type: 'seedEdited'; readonly seed: string }
  | { readonly type: 'negativePromptEdited'; readonly negativePrompt: string }
  | { readonly type: 'countPicked'; readonly count: number }
  | { readonly type: 'referenceRemoved'; readonly uri: string }
  /** `to` is the position it has afterwards, counted from 0. */
  | { readonly type: 'referenceMoved'; readonly uri: string; readonly to: number }
  | { readonly type: 'referenceUseToggled'; readonly uri: string }
  | { readonly type: 'maskRemoved' }
  /** A model to compare with was ticked, or the tick was taken off. */
  | { readonly type: 'comparedToggled'; readonly model: FormModel }
  | { readonly type: 'variationsToggled' }
  /** Something happened that only a screen reader has to be told. */
  | { readonly type: 'told'; readonly text: string }
  | ViewerAction
  /** The scrolling has come to rest. */
  | { readonly type: 'scrolled'; readonly place: GridPlace | undefined }
  | { readonly type: 'historyQueried'; readonly query: HistoryQuery }
  | { readonly type: 'recipeClosed' }
  /** An image was dropped that is too large to send. */
  | { readonly type: 'dropRefused'; readonly name: string };

/** All that changes the state. */
export type Action = Exclude<HostMessage, { type: ErrandType | 'init' }> | UserAction;

/** What the host asks the page to do, which changes nothing of what it shows. */
export type ErrandType = 'focusPrompt' | 'convertImage' | 'takeImages';

/** What a view may do besides drawing. */
export interface Page {
  dispatch(action: UserAction): void;
  post(message: PageMessage): void;
  /** Offers image files to the host as references. */
  offerFiles(files: readonly File[]): void;
}

/** A part of the page. Its elements are made once; `render` brings them up to date. */
export interface View {
  readonly element: HTMLElement;
  readonly render: (state: PageState) => void;
}

export interface Choice {
  readonly provider: ProviderView;
  readonly model: ModelView;
}

/** The provider and model that the form names, where the host knows them. */
export function findChoice(
  providers: readonly ProviderView[],
  { providerId, modelId }: Pick<PanelForm, 'providerId' | 'modelId'>,
): Choice | undefined {
  const provider = providers.find(({ id }) => id === providerId);
  const model = provider?.models.find(({ id }) => id === modelId);
  return provider && model && { provider, model };
}

export function isSameModel(one: FormModel, other: FormModel): boolean {
  return one.providerId === other.providerId && one.modelId === other.modelId;
}

/** Name of a reference, also of one that the host has said nothing about. */
export function referenceName(state: PageState, uri: string): string {
  return state.knownReferences.get(uri)?.name ?? uri.slice(uri.lastIndexOf('/') + 1);
}

/** What stands in the stage: its title, its body, and the first thing to focus. */
export interface ViewerBody extends View {
  readonly focus: () => void;
  /** Leaves what lies over the body; false where nothing does. */
  readonly goBack?: () => boolean;
}

/** What the host said about a reference, and for which model. */
export interface KnownFit extends FormModel {
  readonly fit: ReferenceFitView;
}

export interface HistoryState extends HistoryView {
  readonly query: HistoryQuery;
  /** The entries that are known, by their position in the list. */
  readonly rows: ReadonlyMap<number, ResultView>;
  /** Of the list that the rows were taken from; an older one is drawn until the new rows are here. */
  readonly rowsVersion: number;
}
