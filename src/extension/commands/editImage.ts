import * as vscode from 'vscode';
import type { Model } from '../../core/model/provider';
import { imagesFrom } from '../references/pickImages';
import { optionsForEdit } from '../../app/references/editOptions';
import { ReferenceReader } from '../../app/references/referenceReader';
import { needsConversion } from '../../app/references/prepareReferences';
import { confirmGivenOutside } from '../../app/references/confirmLinks';
import { currentModel, type Options } from '../../app/providers/modelChoice';
import type { CommandServices } from './panelPort';
import { sanitize } from '../text/plainText';
import { additionsForCommand } from '../../app/prompts/promptAdditions';
import { askForPrompt } from './promptBox';
import { readImageFacts } from '../../app/references/referenceFile';
import { watchJob } from './runWithProgress';
import { workspacePath } from '../platform/workspacePaths';

/** *Edit Image…*: asks what to change; the images are the references, the result is saved beside the first one. */
export async function editImage(parts: CommandServices, clicked: readonly unknown[]): Promise<void> {
  const images = await imagesFrom(parts, {
    clicked,
    placeholder: vscode.l10n.t('Image to edit'),
    canPickMany: false,
  });
  const uris = images.map((uri) => uri.toString());
  const [original] = uris;
  if (original === undefined) {
    return;
  }
  await confirmGivenOutside(uris, parts);
  const target = { kind: 'beside', original } as const;
  const facts = await readImageFacts(parts.files, original);
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
  const references = uris.map((uri) => ({ uri, use: 'asset' as const }));
  const form = { prompt, additions, references, choice, options, count: 1, target };
  const reader = new ReferenceReader(parts.files);
  if (await needsConversion(form, parts, { reader, signal: new AbortController().signal })) {
    await parts.panel.useForm(form);
  } else {
    await watchJob(parts, form, reader);
  }
}

/** All that go with the prompt. */
function namesOf(images: readonly vscode.Uri[]): string {
  return images.map((uri) => sanitize(workspacePath(uri))).join(', ');
}
