import { presetAddition, styleFileAddition, type PromptAddition } from '../../core/prompts/promptAddition';
import type { Services } from '../services';
import { readPresets } from './presets';
import { chooseStyleFile, findStyleFile, styleFileChoice, type StyleFile } from './styleFile';

/** What the form names, as far as it exists and may be used. */
export async function additionsOf(
  parts: Services,
  form: { readonly presets: readonly string[]; readonly styleFile: boolean },
): Promise<readonly PromptAddition[]> {
  const { presets } = readPresets(parts.settings);
  const chosen = form.presets.flatMap((name) => presets.find((preset) => preset.name === name) ?? []);
  const file = form.styleFile ? await findStyleFile(parts.files) : undefined;
  return [...chosen.map((preset) => presetAddition(preset)), ...styleOf(parts, file)];
}

/**
 * A command adds what belongs to the workspace, and asks once whether it may.
 * @throws Declined when the user closed the question.
 */
export async function additionsForCommand(parts: Services): Promise<readonly PromptAddition[]> {
  const file = await findStyleFile(parts.files);
  if (file && !file.problem && styleFileChoice(parts, file) === 'asked') {
    await askForStyleFile(parts, file);
  }
  return styleOf(parts, file);
}

function styleOf(parts: Services, file: StyleFile | undefined): readonly PromptAddition[] {
  return file && !file.problem && styleFileChoice(parts, file) === 'used'
    ? [styleFileAddition(file.name, file.text)]
    : [];
}

/**
 * Shows the whole text, which nothing of is sent before.
 * @throws Declined when the user closed the question.
 */
export async function askForStyleFile(parts: Services, file: StyleFile): Promise<void> {
  await chooseStyleFile(parts, file, await parts.questions.askForStyleFile(file));
}
