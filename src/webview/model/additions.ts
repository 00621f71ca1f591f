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

/** In characters as providers count them; with variations, of the longest. */
export function sentLength(state: PageState): number {
  const additions = chosenAdditions(state);
  const lengths = promptsOf(state.form)?.map((prompt) => promptLength(composePrompt(prompt, additions)));
  return Math.max(0, ...(lengths ?? []));
}
