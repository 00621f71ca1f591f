import * as vscode from 'vscode';
import { pickOne } from '../platform/quickInput';
import { readRecipe } from '../../core/image/metadata/readRecipe';
import { sniffFormat } from '../../core/image/sniff';
import { formatFacts } from '../../shared/imageFormat';
import type { Recipe } from '../../core/model/recipe';
import { imagesFrom } from '../references/pickImages';
import { findInHistory } from '../../app/history/history';
import { describeDifferences } from '../jobs/jobText';
import { modelName } from '../../shared/modelName';
import type { CommandServices } from './panelPort';
import { sanitize } from '../text/plainText';
import { workspacePath } from '../platform/workspacePaths';

interface RecipeItem extends vscode.QuickPickItem {
  readonly run?: () => unknown;
}

/** *Show Image Recipe*: how an image was made, from the file itself or from Easel's history. */
export async function showRecipe(parts: CommandServices, clicked: readonly unknown[]): Promise<void> {
  const [image] = await imagesFrom(parts, {
    clicked,
    placeholder: vscode.l10n.t('Image whose recipe to show'),
    canPickMany: false,
  });
  if (!image) {
    return;
  }
  const recipe = await findRecipe(parts, image);
  if (!recipe) {
    await vscode.window.showInformationMessage(
      vscode.l10n.t(
        '{0} has no recipe: it was not made by Easel, or its metadata was removed.',
        sanitize(workspacePath(image)),
      ),
    );
    return;
  }
  const picked = await pickOne<RecipeItem>(itemsOf(parts, recipe), {
    title: vscode.l10n.t('Recipe of {0}', sanitize(workspacePath(image))),
    placeHolder: vscode.l10n.t('Choose an action, or a line to copy it'),
    ignoreFocusOut: true,
  });
  await picked?.run?.();
}

async function findRecipe(parts: CommandServices, image: vscode.Uri): Promise<Recipe | undefined> {
  const bytes = await vscode.workspace.fs.readFile(image);
  const format = sniffFormat(bytes);
  const inFile = format && readRecipe(bytes, format);
  return inFile ?? (await findInHistory(parts, bytes))?.recipe;
}

function itemsOf(parts: CommandServices, recipe: Recipe): readonly RecipeItem[] {
  const { prompt, providerLabel, modelLabel, modelId, options, references, delivered, differences, date } =
    recipe;
  const { continued } = recipe;
  const { t } = vscode.l10n;
  const model = modelName(providerLabel, modelLabel ?? modelId);
  const chosen = Object.values(options)
    .filter((value) => value !== '')
    .join(' · ');
  const files = references
    .map(({ path, use, sentAs }) => {
      const file = use === 'style' ? t('{0} (style)', path) : path;
      return sentAs
        ? t(
            '{0}, sent as {1} of {2} × {3}',
            file,
            formatFacts[sentAs.format].label,
            sentAs.width,
            sentAs.height,
          )
        : file;
    })
    .join(', ');
  return [
    { label: `$(copy) ${t('Copy Prompt')}`, run: () => vscode.env.clipboard.writeText(prompt) },
    { label: `$(window) ${t('Use Again in the Panel')}`, run: () => parts.panel.useRecipe(recipe) },
    { label: t('Recipe'), kind: vscode.QuickPickItemKind.Separator },
    line(t('Prompt'), prompt),
    line(t('Model'), model),
    line(t('Options'), chosen === '' ? t('left to the model') : chosen),
    ...(recipe.seed === undefined ? [] : [line(t('Seed'), String(recipe.seed))]),
    ...(recipe.negativePrompt === undefined ? [] : [line(t('Negative prompt'), recipe.negativePrompt)]),
    ...(continued ? [line(t('Goes on from'), continued.path)] : []),
    line(t('References'), files === '' ? t('none') : files),
    ...(recipe.mask ? [line(t('What changes'), t('a marked part of the first reference'))] : []),
    line(t('Pixels'), `${delivered.width} × ${delivered.height}`),
    ...(differences.length === 0
      ? []
      : [line(t('Requested and delivered'), describeDifferences(differences))]),
    line(t('Date'), new Date(date).toLocaleString(vscode.env.language)),
  ];
}

function line(label: string, value: string): RecipeItem {
  return { label, detail: sanitize(value), run: () => vscode.env.clipboard.writeText(value) };
}
