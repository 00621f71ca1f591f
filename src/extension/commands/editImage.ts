import * as vscode from 'vscode';
import { withDefaults } from '../../core/request';
import { imagesFrom } from '../clickedImages';
import { generateImage } from '../generateImage';
import { currentModel, lastOptions } from '../modelChoice';
import type { Parts } from '../parts';
import { askForPrompt } from '../promptBox';
import { watchJob } from '../watchJob';

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
  const target = { kind: 'beside', original } as const;
  const prompt = await askForPrompt(parts, {
    title: vscode.l10n.t('Edit Image'),
    target,
    placeholder: vscode.l10n.t('What should change?'),
    value: '',
  });
  if (prompt === undefined) {
    return;
  }
  const choice = currentModel(parts);
  // Where the model allows it the ratio is left open: an edit keeps the ratio of its original.
  const options = withDefaults({ ...lastOptions(parts), aspectRatio: '' }, choice.model.capabilities);
  const references = images.map((uri) => ({ uri, use: 'asset' as const }));
  await watchJob(parts, (id) =>
    generateImage({ prompt, references, choice, options, count: 1, target }, parts, id),
  );
}
