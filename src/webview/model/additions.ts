import type { AdditionView } from '../../protocol/views';
import { codePointLength } from './format';
import type { PageState } from './state';

/** What is put around the prompt: the presets of the form that exist, and the style file where it may be used. */
export function chosenAdditions({ additions, form }: PageState): readonly AdditionView[] {
  const presets = form.presets.flatMap((name) => additions.presets.find((each) => each.name === name) ?? []);
  const { styleFile } = additions;
  const isUsed = form.styleFile && styleFile?.choice === 'used' && styleFile.problem === '';
  return isUsed ? [...presets, styleFile] : presets;
}

/** The three pieces of the prompt as it is sent; put together as core's `composePrompt` does it. */
export function sentPrompt(state: PageState): {
  readonly before: string;
  readonly own: string;
  readonly after: string;
} {
  const additions = chosenAdditions(state);
  return {
    before: additions.map(({ before }) => before).join(''),
    own: state.form.prompt.trim(),
    after: additions.map(({ after }) => after).join(''),
  };
}

/** In characters as providers count them. */
export function sentLength(state: PageState): number {
  const { before, own, after } = sentPrompt(state);
  return codePointLength(before + own + after);
}
