import * as vscode from 'vscode';
import type { Model } from '../../core/model/provider';
import { withDefaults } from '../../shared/options';
import type { GenerateForm, Target } from '../../app/form/generateForm';
import { currentModel, lastOptions, type Options } from '../../app/providers/modelChoice';
import type { JobServices } from '../ports/services';
import { sanitize } from '../text/plainText';
import { additionsForCommand } from '../../app/prompts/promptAdditions';
import { additionNames } from '../text/additionNames';
import { askForPrompt } from './promptBox';
import { watchJob } from './runWithProgress';
import { workspacePath } from '../platform/workspacePaths';
import { insertLinkBelow } from './insertImageLink';

/** *Generate Image…*: asks for the prompt, saves into the folder of the setting. */
export async function generateFromPrompt(parts: JobServices): Promise<void> {
  await promptAndGenerate(parts, { kind: 'setting' });
}

/** *Generate Image Here…*: saves into the folder that was clicked, or asks for one. */
export async function generateHere(parts: JobServices, clicked: unknown): Promise<void> {
  const folder = clicked instanceof vscode.Uri ? clicked : await parts.files.askForFolder();
  if (folder) {
    await promptAndGenerate(parts, { kind: 'folder', uri: folder.toString() });
  }
}

/** *Generate Image from Selection*: the selected text is the prompt; afterwards the link can be inserted. */
export async function generateFromSelection(parts: JobServices): Promise<void> {
  const editor = parts.lastTextEditor.get();
  const selection = editor?.selection;
  const prompt = editor?.document.getText(selection).trim() ?? '';
  if (!editor || !selection || prompt === '') {
    await vscode.window.showInformationMessage(
      vscode.l10n.t('Select the text that describes the image, then try again.'),
    );
    return;
  }
  const additions = await additionsForCommand(parts);
  const saved = await watchJob(parts, { ...formFor(parts, prompt, { kind: 'setting' }), additions });
  const [image] = saved;
  if (!image) {
    return;
  }
  const insert = vscode.l10n.t('Insert Link');
  const name = sanitize(workspacePath(image.uri));
  const said =
    additions.length === 0
      ? vscode.l10n.t('Saved {0}.', name)
      : vscode.l10n.t('Saved {0}. {1} was added to the prompt.', name, additionNames(additions));
  if ((await vscode.window.showInformationMessage(said, insert)) === insert) {
    await insertLinkBelow({ editor, selection }, vscode.Uri.parse(image.uri), prompt);
  }
}

async function promptAndGenerate(parts: JobServices, target: Target): Promise<void> {
  const additions = await additionsForCommand(parts);
  const prompt = await askForPrompt(parts, {
    title: vscode.l10n.t('Generate Image'),
    target,
    additions,
    optionsFor: (model) => optionsFor(parts, model),
  });
  if (prompt !== undefined) {
    await watchJob(parts, { ...formFor(parts, prompt, target), additions });
  }
}

/** A command asks for the prompt alone; the rest is as it was used last. */
function formFor(parts: JobServices, prompt: string, target: Target): GenerateForm {
  const choice = currentModel(parts);
  const options = optionsFor(parts, choice.model);
  return { prompt, references: [], choice, options, count: 1, target };
}

function optionsFor(parts: JobServices, { capabilities }: Model): Options {
  return withDefaults(lastOptions(parts), capabilities);
}
