import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import { formatFacts } from '../../../shared/imageFormat';
import { readDimensions } from '../../../core/image/header/dimensions';
import { writeRecipe } from '../../../core/image/metadata/writeRecipe';
import { sniffFormat } from '../../../core/image/sniff';
import { fittedNameOf } from '../../../core/storage/naming';
import type { Recipe } from '../../../core/model/recipe';
import { sha256Of } from '../../../core/util/sha256';
import type { PageMessage } from '../../../protocol/pageMessages';
import type { FitView } from '../../../protocol/viewerViews';
import { describeError } from '../../text/errorText';
import { imageFolder } from '../../../app/generate/imageStore';
import { readImage, type ReadImage } from '../../../app/history/originals';
import { remember } from '../../../app/generate/paidWork';
import type { Services } from '../../ports/services';
import { recipePath } from '../../../app/project/paths';
import { readMetadataMode } from '../../../app/project/settings';
import { fileName, joinUri, parentUri } from '../../../app/project/uri';
import type { Files } from '../../../app/ports';
import { checkTargetFolder } from '../../../app/form/targetFolder';
import { workspacePath } from '../../platform/workspacePaths';
import { deleteImage } from '../../history/deleteImage';
import type { PageContext } from '../base/pageContext';
import { pictureView } from './pictures';

type FittedMessage = Extract<PageMessage, { type: 'fitted' }>;

/** Shows an image with what it can be fitted to. */
export async function openFit(image: string, context: PageContext): Promise<void> {
  await show(image, context, { saved: '', problem: '', isNews: false });
}

/** Saves what the page has drawn as a new file beside the image, with the same recipe. */
export async function saveFitted(message: FittedMessage, context: PageContext): Promise<void> {
  const { parts, panel } = context;
  const offer = panel.resizeOffer;
  if (offer?.id !== message.id) {
    parts.log.warn('The panel sent an image that nobody asked it for; it was ignored.');
    return;
  }
  panel.resizeOffer = undefined;
  const { image } = offer;
  try {
    const saved = await save(image, message, parts);
    await panel.postResults();
    if (message.discard && (await deleteImage(vscode.Uri.parse(image), parts))) {
      panel.post({ type: 'stage', stage: null, isNews: true });
      await panel.postResults();
    } else {
      await show(image, context, { saved: workspacePath(saved), problem: '', isNews: true });
    }
  } catch (error) {
    // Said where the user looks, who can try again there.
    await show(image, context, { saved: '', problem: describeError(error).message, isNews: true });
  }
}

async function show(
  image: string,
  { panel, parts }: PageContext,
  { isNews, ...words }: Pick<FitView, 'saved' | 'problem'> & { readonly isNews: boolean },
): Promise<void> {
  const id = randomUUID();
  const picture = await pictureView(parts.files, image, panel.webview);
  panel.resizeOffer = { id, image };
  panel.post({ type: 'stage', stage: { kind: 'fit', id, picture, ...words }, isNews });
}

/** @throws EaselError `cannotSave`; an Error where the bytes are not what the page says they are. */
export async function save(image: string, message: FittedMessage, parts: Services): Promise<string> {
  const { bytes, format, width, height } = message;
  const size = sniffFormat(bytes) === format ? readDimensions(bytes, format) : undefined;
  if (size?.width !== width || size.height !== height) {
    throw new Error(vscode.l10n.t('the drawn image is not what it should be'));
  }
  const source = await readImage(parts, image);
  const folder = parentUri(image);
  await checkTargetFolder(parts.files, folder);
  const recipe = fittedRecipe(parts.files, source, message);
  const finished = recipe
    ? writeRecipe(bytes, format, recipe, readMetadataMode(parts.settings, folder)).bytes
    : bytes;
  const name = await imageFolder(parts, folder).save({
    bytes: finished,
    stem: fittedNameOf(fileName(image).replace(/\.[^.]*$/u, ''), { width, height }),
    ending: formatFacts[format].ending,
    temporary: `.easel-${randomUUID()}.tmp`,
    claim: () => Promise.resolve(),
  });
  const uri = joinUri(folder, name);
  if (recipe) {
    const { byteLength } = finished;
    await remember(parts, { recipe, sha256: await sha256Of(finished), byteLength, wasThere: false }, uri);
  }
  return uri;
}

/** The same recipe, which says that the image was fitted, and what the file holds now. */
function fittedRecipe(
  files: Files,
  { sha256, uri, recipe }: ReadImage,
  { format, width, height }: FittedMessage,
): Recipe | undefined {
  return (
    recipe && {
      ...recipe,
      delivered: { width, height, format },
      differences: [],
      fitted: { path: recipePath(files, uri), sha256 },
    }
  );
}
