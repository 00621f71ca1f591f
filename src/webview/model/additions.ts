import { composePrompt, promptLength } from '../../shared/composePrompt';
import type { AdditionView } from '../../protocol/views';
import { promptsOf } from './batch';
import type { PageState } from './state';

/** What is put around the prompt: the presets of the form that exist, and the style file where it may be used. */
export function chosenAdditions({ additions, form }: PageState): readonly AdditionView[] {
  const presets = form.presets.flatMap((name) => additions.presets.find((each) => each.name === name) ?? []);
  const { styleFile } = additions;
  const isUsed = form.styleFile && styleFile?.choice === 'used' && styleFile.problem === '';
  return isUsed ? [...presets, styleFile] : presets;
}

/** The prompt as it is sent. Of variations the one that a model is last to take: an empty one, else the longest. */
export function sentPrompt(state: PageState): string {
  const additions = chosenAdditions(state);
  const prompts = promptsOf(state.form) ?? [state.form.prompt];
  const sent = prompts.map((prompt) => composePrompt(prompt, additions));
  return sent.includes('')
    ? ''
    : sent.reduce((longest, each) => (promptLength(each) > promptLength(longest) ? each : longest));
}
