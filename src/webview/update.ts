import type { HostMessage } from '../protocol/hostMessages';
import { digitsOf } from './model/seed';
import { restoredState, type RestoredState } from './model/savedState';
import type { Action, PageState } from './model/state';
import { announce } from './model/announce';
import { toggleCompared } from './update/batch';
import { editForm } from './update/editForm';
import { pickAdditions, removePreset, toggleStyleFile, withAdditions } from './update/additions';
import { keepChosen, withChosen } from './update/chosenOptions';
import { fitForm } from './model/fitForm';
import { fillForm, pickModel, withForm, withProviders, withReferences } from './update/form';
import { withJob } from './update/jobs';
import { editPrompt, recallPrompt, walkPrompts, withPrompts } from './update/prompts';
import { addReferences, moveReference, removeReference } from './update/references';
import { followMask, removeMask, saveMask } from './update/mask';
import { toggleReferenceUse } from './update/references';
import { closeViewer, showViewer, updateViewer } from './update/viewer';
import { initialHistory, withHistory, withHistoryRows, withQuery, withThumbnail } from './update/history';
import { closeRecipe, refuseDrop, takeDrop, withOffer } from './update/recipe';
import { withFit, withoutFits } from './update/referenceFits';

type InitMessage = Extract<HostMessage, { type: 'init' }>;

/** The state that the page starts with. */
export function initialState(
  message: InitMessage,
  { place, refineWishes }: Pick<RestoredState, 'place' | 'refineWishes'> = restoredState(undefined),
): PageState {
  const { providers, folder, jobs, dropTicket } = message;
  const state: PageState = {
    providers,
    form: fitForm({ ...message.form, folder: folder.uri }, providers),
    chosenOptions: {},
    knownReferences: withReferences(new Map(), message.references),
    fits: new Map(),
    maskFolder: message.maskFolder,
    lostMask: undefined,
    folder,
    jobs,
    groupImages: message.groupImages,
    stage: undefined,
    leftMasks: {},
    refineWishes,
    prompts: message.prompts,
    drafts: [],
    additions: message.additions,
    history: initialHistory(message),
    place,
    recipe: { dropTicket },
    estimate: '',
    announcement: { text: '' },
  };
  return keepChosen(state, state.form);
}

/** What a message from the host or an act of the user makes of the state. */
export function update(state: PageState, action: Action): PageState {
  return followMask(state, updated(state, action), action);
}

function updated(state: PageState, action: Action): PageState {
  switch (action.type) {
    case 'providers':
      return withProviders(state, action.providers);
    case 'model':
    case 'modelPicked':
      return pickModel(state, action.providerId, action.modelId);
    case 'addReferences':
      return addReferences(withoutFits(state, action.references), action.references);
    case 'fillForm':
      return fillForm(withoutFits(state, action.references), action.form, action.references);
    case 'editForm':
      return editForm(state, action);
    case 'folder':
      return action.chosen || state.form.folder === ''
        ? { ...withForm(state, { folder: action.folder.uri }), folder: action.folder }
        : state;
    case 'job':
      return withJob(state, action.job);
    case 'jobRemoved':
      return { ...state, jobs: state.jobs.filter(({ id }) => id !== action.id) };
    case 'history':
      return withHistory(state, action.history);
    case 'historyRows':
      return withHistoryRows(state, action);
    case 'scrolled':
      return { ...state, place: action.place };
    case 'groupImages':
      return { ...state, groupImages: { ...state.groupImages, ...action.images } };
    case 'historyQueried':
      return withQuery(state, action.query);
    case 'thumbnail':
      return withThumbnail(state, action.id, action.source);
    case 'recipeOffer':
      return withOffer(state, action.offer);
    case 'recipeClosed':
      return closeRecipe(state);
    case 'dropTaken':
      return takeDrop(state, action);
    case 'dropRefused':
      return refuseDrop(state, action.name);
    case 'referenceFit':
      return withFit(state, action);
    case 'promptEdited':
      return editPrompt(state, action.prompt);
    case 'additions':
      return withAdditions(state, action.additions);
    case 'additionsPicked':
      return pickAdditions(state, action);
    case 'presetRemoved':
      return removePreset(state, action.name);
    case 'styleFileToggled':
      return toggleStyleFile(state);
    case 'promptWalked':
      return walkPrompts(state, action.direction);
    case 'prompts':
      return withPrompts(state, action.prompts);
    case 'promptPicked':
      return recallPrompt(state, action.prompt);
    case 'optionPicked':
      return withChosen(state, { [action.option]: action.value });
    case 'seedEdited':
      return withChosen(state, { seed: digitsOf(action.seed) });
    case 'negativePromptEdited':
      return withChosen(state, { negativePrompt: action.negativePrompt });
    case 'countPicked':
      return withChosen(state, { count: action.count });
    case 'referenceRemoved':
      return removeReference(state, action.uri);
    case 'referenceMoved':
      return moveReference(state, action.uri, action.to);
    case 'comparedToggled':
      return toggleCompared(state, action.model);
    case 'variationsToggled':
      return withForm(state, { variations: !state.form.variations });
    case 'estimate':
      return { ...state, estimate: action.text };
    case 'told':
      return announce(state, action.text);
    case 'referenceUseToggled':
      return toggleReferenceUse(state, action.uri);
    case 'maskSaved':
      return saveMask(state, action);
    case 'maskRemoved':
      return removeMask(state);
    case 'stage':
      return showViewer(state, action);
    case 'stageClosed':
      return closeViewer(state);
    case 'stageAct':
      return updateViewer(state, action.act);
  }
}
