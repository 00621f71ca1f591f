import * as vscode from 'vscode';
import { presetAddition, styleFileAddition, type PromptAddition } from '../../core/prompts/composePrompt';
import type { Services } from '../platform/services';
import { sanitize } from '../text/plainText';
import { readPresets } from './presets';
import { chooseStyleFile, findStyleFile, styleFileChoice, type StyleFile } from './styleFile';

/** What the form names, as far as it exists and may be used. */
export async function additionsOf(
  parts: Services,
  form: { readonly presets: readonly string[]; readonly styleFile: boolean },
): Promise<readonly PromptAddition[]> {
  const { presets } = readPresets();
  const chosen = form.presets.flatMap((name) => presets.find((preset) => preset.name === name) ?? []);
  const file = form.styleFile ? await findStyleFile() : undefined;
  return [...chosen.map((preset) => presetAddition(preset)), ...styleOf(parts, file)];
}

/**
 * A command adds what belongs to the workspace, and asks once whether it may.
 * @throws vscode.CancellationError when the user closed the question.
 */
export async function additionsForCommand(parts: Services): Promise<readonly PromptAddition[]> {
  const file = await findStyleFile();
  if (file && !file.problem && styleFileChoice(parts, file) === 'asked') {
    await askForStyleFile(parts, file);
  }
  return styleOf(parts, file);
}

/** What is added, for the user; empty where nothing is. */
export function namesOf(additions: readonly PromptAddition[]): string {
  return additions.map(({ name }) => sanitize(name)).join(', ');
}

function styleOf(parts: Services, file: StyleFile | undefined): readonly PromptAddition[] {
  return file && !file.problem && styleFileChoice(parts, file) === 'used'
    ? [styleFileAddition(file.name, file.text)]
    : [];
}

/**
 * Shows the whole text, which nothing of is sent before.
 * @throws vscode.CancellationError when the user closed the question.
 */
export async function askForStyleFile(parts: Services, file: StyleFile): Promise<void> {
  const add = vscode.l10n.t('Add It');
  const leave = vscode.l10n.t('Leave It Out');
  const choice = await vscode.window.showInformationMessage(
    vscode.l10n.t('Add the text of {0} to your prompts in this workspace?', sanitize(file.name)),
    { modal: true, detail: wholeText(file) },
    add,
    leave,
  );
  if (choice === undefined) {
    throw new vscode.CancellationError();
  }
  await chooseStyleFile(parts, file, choice === add ? 'used' : 'left');
}

/** A style file has 4 KB at most, so there is room for all of it, line by line. */
function wholeText({ text }: StyleFile): string {
  return text
    .split('\n')
    .map((line) => sanitize(line, text.length))
    .join('\n');
}
