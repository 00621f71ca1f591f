import type * as vscode from 'vscode';
import { parentOf, versionsOf } from '../../../core/history/versions';
import type { PageMessage } from '../../../protocol/pageMessages';
import type { RefineView, VersionView } from '../../../protocol/viewerViews';
import { findConversation } from '../../../app/generate/conversations';
import { needsConversion } from '../../../app/references/prepareReferences';
import { ReferenceReader } from '../../../app/references/referenceReader';
import { generateImage } from '../../../app/generate/generateImage';
import { recentHistory } from '../../../app/history/history';
import { modelOf } from '../../../app/providers/modelChoice';
import { readImage, type ReadImage } from '../../../app/history/originals';
import type { Services } from '../../ports/services';
import { readImageFacts } from '../../../app/references/referenceFile';
import { isInWorkspace } from '../../../app/project/paths';
import { findReference } from '../../../app/project/recipePaths';
import { readImageSource } from '../base/imageSource';
import type { PageContext } from '../base/pageContext';
import { pictureView } from './pictures';
import { refineForm, refineModels } from './refineModels';

/** How far back the versions of an image are looked for, and how many of them are shown. */
const entriesRead = 2000;
const mostVersions = 24;

/** Shows an image with a box for what should change about it. */
export async function openRefine(image: string, context: PageContext): Promise<void> {
  const stage = await refineView(image, context, '');
  context.panel.post({ type: 'stage', stage, isNews: false });
}

/**
 * Goes on with the conversation that the image came from, else makes an edit with the image as its first reference, as
 * *Edit Image…* does, and shows what comes of it. An image that the model takes only converted goes into the form, which
 * converts it.
 */
export async function refine(
  { id, uri, prompt, providerId, modelId }: Extract<PageMessage, { type: 'refine' }>,
  context: PageContext,
): Promise<void> {
  const { parts, panel } = context;
  const { files, settings } = parts;
  if (!isInWorkspace(files, uri)) {
    return;
  }
  const choice = modelOf(settings, { providerId, modelId });
  const facts = await readImageFacts(files, uri);
  const form = refineForm(parts, { image: uri, prompt, choice, facts });
  const reader = new ReferenceReader(files);
  const reading = { reader, signal: new AbortController().signal };
  if (!(await findConversation(form, parts, reading)) && (await needsConversion(form, parts, reading))) {
    panel.post({ type: 'stage', stage: null, isNews: true });
    await panel.useForm(form);
    return;
  }
  const end = await generateImage(form, parts, { id, reader });
  const made = end?.saved[0];
  if (made) {
    panel.post({ type: 'stage', stage: await refineView(made.uri, context, id), isNews: true });
  }
}

async function refineView(
  image: string,
  { parts, panel }: PageContext,
  answers: string,
): Promise<RefineView> {
  const read = await readImage(parts, image);
  return {
    kind: 'refine',
    picture: await pictureView(parts.files, image, panel.webview),
    hasOriginal: parentOf(read.recipe) !== undefined,
    versions: await versionViews(parts, panel.webview, read),
    answers,
    madeBy: read.recipe ? `${read.recipe.providerId}/${read.recipe.modelId}` : '',
    ...(await refineModels(parts, read)),
  };
}

/** Those that are still there. */
async function versionViews(
  services: Services,
  webview: vscode.Webview,
  image: ReadImage,
): Promise<readonly VersionView[]> {
  const entries = await recentHistory(services, entriesRead);
  const { files } = services;
  const versions = versionsOf(entries, image, mostVersions);
  const views = await Promise.all(
    versions.map(async ({ sha256, entry, path = '' }): Promise<readonly VersionView[]> => {
      const isCurrent = sha256 === image.sha256;
      const uri = isCurrent ? image.uri : entry ? entry.uri : await findReference(files, path);
      if (uri === undefined || !isInWorkspace(files, uri)) {
        return [];
      }
      try {
        const prompt = (isCurrent ? image.recipe : entry?.recipe)?.prompt ?? '';
        const source = await readImageSource(uri, webview);
        return [{ uri, name: files.displayPath(uri), source, prompt, isCurrent }];
      } catch {
        return [];
      }
    }),
  );
  return views.flat();
}
