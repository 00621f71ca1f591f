import * as vscode from 'vscode';
import { nearestRatio } from '../../core/image/pixels';
import type { Model } from '../../core/provider';
import { withDefaults } from '../../core/options';
import { imagesFrom } from '../clickedImages';
import { needsConversion } from '../fittedReferences';
import { confirmGivenOutside } from '../linksOutside';
import { currentModel, lastOptions, type Options } from '../modelChoice';
import type { Parts } from '../parts';
import { plain } from '../plainText';
import { additionsForCommand } from '../promptAdditions';
import { askForPrompt } from '../promptBox';
import { readImageFacts, type ImageFacts } from '../references';
import { watchJob } from '../watchJob';
import { workspacePath } from '../workspacePaths';

/** *Edit Image…*: asks what to change; the images are the references, the result is saved beside the first one. */
export async function editImage(parts: Parts, clicked: readonly unknown[]): Promise<void> {
  const images = await imagesFrom(parts, {
    clicked,
    placeholder: vscode.l10n.t('Image to edit'),
    canPickMany: false,
  });
  const [original] = images;
  if (!original) {
    return;
  }
  await confirmGivenOutside(images, parts);
  const target = { kind: 'beside', original } as const;
  const facts = await readImageFacts(original);
  const optionsFor = (model: Model): Options => optionsForEdit(parts, model, facts);
  const additions = await additionsForCommand(parts);
  const prompt = await askForPrompt(parts, {
    title: vscode.l10n.t('Edit {0}', namesOf(images)),
    target,
    additions,
    optionsFor,
    placeholder: vscode.l10n.t('What should change?'),
    references: images.length,
    value: '',
  });
  if (prompt === undefined) {
    return;
  }
  const choice = currentModel(parts);
  const options = optionsFor(choice.model);
  const references = images.map((uri) => ({ uri, use: 'asset' as const }));
  const form = { prompt, additions, references, choice, options, count: 1, target };
  if (await needsConversion(form, parts, new AbortController().signal)) {
    await parts.panel.useForm(form);
  } else {
    await watchJob(parts, form);
  }
}

/** All that go with the prompt. */
function namesOf(images: readonly vscode.Uri[]): string {
  return images.map((uri) => plain(workspacePath(uri))).join(', ');
}

/** An edit keeps the ratio of its original: left to the model where it may be, else the nearest that the model offers. */
export function optionsForEdit(
  parts: Parts,
  { capabilities }: Model,
  { width, height }: ImageFacts,
): Options {
  const { required, offered } = capabilities.aspectRatio;
  const nearest =
    width && height && required && offered !== 'any' ? nearestRatio({ width, height }, offered) : undefined;
  return withDefaults({ ...lastOptions(parts), aspectRatio: nearest ?? '' }, capabilities);
}
