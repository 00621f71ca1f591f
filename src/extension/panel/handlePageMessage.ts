import * as vscode from 'vscode';
import { EaselError } from '../../core/model/errors';
import { requestOptions } from '../../shared/options';
import type { HistoryQuery } from '../../shared/historyQuery';
import type { PageMessage } from '../../protocol/pageMessages';
import type { PanelForm } from '../../protocol/views';
import { generateBatch, type BatchWish } from '../../app/generate/batch';
import { pickImages } from '../references/pickImages';
import type { GenerateForm } from '../../app/form/generateForm';
import { modelOf, rememberModel, rememberOptions } from '../../app/providers/modelChoice';
import { dismiss } from '../../app/recovery/pendingWork';
import { additionsOf } from '../../app/prompts/promptAdditions';
import { markPrompt } from '../../app/prompts/promptHistory';
import { pickPrompt } from '../prompts/promptPicker';
import { isReferencePlace } from '../../app/references/referenceStore';
import { runAction } from '../jobs/jobActions';
import { isInWorkspace } from '../../app/project/paths';
import type { Files } from '../../app/ports';
import { answerStyleFile, pickAdditions } from './form/additions';
import { folderView } from './form/folderView';
import { historyActions } from './gallery/historyActions';
import { toHostUri } from './base/hostUri';
import { addDropped, takeOffer } from './form/importReferences';
import { markChanges } from './viewer/mask';
import type { PageContext, PageHost } from './base/pageContext';
import type { PanelHistory } from './gallery/panelHistory';
import type { RecipeOffers } from './form/recipeOffers';
import { optionsOf } from './form/panelOptions';
import { pickFolder } from './form/pickFolder';
import { fitForModel } from './form/referenceFits';
import { resultActions } from './resultActions';
import { viewerHandlers } from './viewer/compare';

/** The panel, as the page speaks to it. */
export interface HostOfPage extends PageHost {
  form: PanelForm | undefined;
  readonly history: Pick<PanelHistory, 'setQuery' | 'sendRange' | 'keepThumbnail'>;
  readonly recipes: Pick<RecipeOffers, 'recall' | 'dropImage' | 'dropUri'>;
  readonly start: (form?: PanelForm, query?: HistoryQuery) => Promise<void>;
  readonly reveal: () => void;
  readonly postEstimate: (form: PanelForm) => void;
  readonly postAdditions: () => Promise<void>;
}

export interface PanelContext extends PageContext {
  readonly panel: HostOfPage;
}

type Handlers = {
  readonly [T in PageMessage['type']]: (
    message: Extract<PageMessage, { type: T }>,
    context: PanelContext,
  ) => unknown;
};

/** One entry for each thing the page can say. What it says has been parsed, but is still only a wish. */
const handlers: Handlers = {
  ready: ({ form, query }, { panel }) => panel.start(form, query),
  generate: async ({ id, form }, context) =>
    generateBatch(await toBatchWish(form, context), context.parts, id),
  draft: async ({ form }, { panel, parts }) => {
    panel.postEstimate(form);
    const { form: before } = panel;
    panel.form = form;
    // Not at every letter of the prompt.
    if (!before || requestOptions.some((option) => before[option] !== form[option])) {
      await rememberOptions(parts, form);
    }
  },
  cancel: ({ id }, { parts }) => parts.jobs.cancel(id),
  dismiss: ({ id }, { parts }) => {
    const job = parts.jobs.find(id);
    return job && dismiss(parts, job);
  },
  cancelWaiting: (_, { parts }) => parts.jobs.cancelWaiting(),
  dismissEnded: (_, { parts }) => parts.jobs.dismissEnded(),
  runNext: ({ id }, { parts }) => parts.jobs.runNext(id),
  ungroup: ({ id }, { parts }) => parts.jobs.ungroup(id),
  jobAction: ({ id, action }, { parts }) => {
    const job = parts.jobs.find(id);
    // A draft that is kept stays.
    if (action === 'tryAgain' && job?.open.length === 0) {
      parts.jobs.dismiss(id);
    }
    return runAction(action, parts, job);
  },
  pickReferences: async ({ chosen }, { panel }) => {
    const images = await pickImages({
      placeholder: vscode.l10n.t('Images to use as references'),
      canPickMany: true,
    });
    await panel.addReferences(images.map((uri) => uri.toString()).filter((uri) => !chosen.includes(uri)));
  },
  pickFolder: async (_, { panel, parts }) => {
    const picked = await pickFolder(parts);
    if (picked) {
      panel.post({ type: 'folder', folder: await folderView(picked.folder, parts), chosen: true });
    }
  },
  setKey: ({ providerId }) => vscode.commands.executeCommand('easel.setApiKey', providerId),
  refreshModels: ({ providerId }) => vscode.commands.executeCommand('easel.refreshModels', providerId),
  modelChosen: (choice, { parts }) => rememberModel(parts, modelOf(parts.settings, choice)),
  pickPrompt: async (_, { panel, parts }) => {
    const prompt = await pickPrompt(parts);
    if (prompt !== undefined) {
      panel.post({ type: 'promptPicked', prompt });
    }
    panel.reveal();
  },
  markPrompt: ({ prompt, isFavourite }, { parts }) => markPrompt(parts, prompt, isFavourite),
  pickPresets: async ({ presets, styleFile }, { panel, parts }) => {
    const picked = await pickAdditions(parts, { presets, styleFile });
    if (picked) {
      await panel.postAdditions();
      panel.post({ type: 'additionsPicked', ...picked });
    }
    panel.reveal();
  },
  styleFileAnswered: ({ choice }, { parts }) => answerStyleFile(parts, choice),
  resultAction: async ({ uri, action }, context) => {
    const { files } = context.parts;
    if (!isInWorkspace(files, uri)) {
      throw outsideWorkspace(files, uri);
    }
    await resultActions[action](uri, context);
  },
  ...viewerHandlers,

  historyQuery: ({ query }, { panel }) => panel.history.setQuery(query),
  historyRange: (range, { panel }) => panel.history.sendRange(range),
  historyAction: ({ id, action }, { parts }) => historyActions[action](id, parts),
  historyCommand: ({ command }) => vscode.commands.executeCommand(`easel.${command}History`),
  recall: ({ id, action }, { panel }) => panel.recipes.recall(id, action),
  thumbnail: ({ ticket, bytes }, { panel }) => panel.history.keepThumbnail(ticket, bytes),
  dropImage: (image, { panel }) => panel.recipes.dropImage(image),
  dropUri: ({ uri }, { panel }) => panel.recipes.dropUri(toHostUri(uri)),
  fitReference: ({ uri, providerId, modelId }, context) =>
    fitForModel(referenceUri(uri, context), { providerId, modelId }, context),
  offerImages: ({ offer, images }, context) => takeOffer(offer, images, context),
  imageBytes: ({ id, bytes }, { panel }) => panel.uploads.receive(id, bytes),
  imageFailed: ({ id }, { panel }) => panel.uploads.fail(id),
  markChanges: (message, context) => markChanges(referenceUri(message.uri, context), message, context),
  dropReferences: ({ uris }, context) => addDropped(uris, context),
};

/** The table fits each message to its handler; TypeScript cannot see that a lookup by the same tag keeps the pair. */
export async function handlePageMessage(message: PageMessage, context: PanelContext): Promise<void> {
  const handle = handlers[message.type] as (message: PageMessage, context: PanelContext) => unknown;
  await handle(message, context);
}

async function toBatchWish(form: PanelForm, context: PageContext): Promise<BatchWish> {
  const { compareWith, variations } = form;
  const additions = await additionsOf(context.parts, form);
  return {
    form: { ...toGenerateForm(form, context), additions },
    compareWith: compareWith.map((model) => modelOf(context.parts.settings, model)),
    variations,
  };
}

/** @throws EaselError `cannotReadReference` for one outside the workspace: a page has no business naming it. */
function toGenerateForm(form: PanelForm, context: PageContext): GenerateForm {
  const { prompt, count, folder } = form;
  return {
    prompt,
    references: form.references.map(({ uri, use }) => ({ uri: referenceUri(uri, context), use })),
    ...(form.mask !== '' && { mask: form.mask }),
    choice: modelOf(context.parts.settings, form),
    options: optionsOf(form),
    count,
    target: folder === '' ? { kind: 'setting' } : { kind: 'folder', uri: folder },
  };
}

function referenceUri(uri: string, { parts: { files, storage } }: PageContext): string {
  if (!isReferencePlace(files, storage.folder, uri)) {
    throw outsideWorkspace(files, uri);
  }
  return uri;
}

function outsideWorkspace(files: Files, uri: string): EaselError {
  return new EaselError('cannotReadReference', { file: files.displayPath(uri), reason: 'outsideWorkspace' });
}
