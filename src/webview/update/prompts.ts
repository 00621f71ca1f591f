import { t } from '@vscode/l10n';
import type { PromptView } from '../../protocol/views';
import { excerpt } from '../model/format';
import type { PageState } from '../model/state';
import { announce } from '../model/announce';
import { promptsAndDrafts, withDraft } from './promptDrafts';
import { withForm } from './form';

/** Of a prompt, as much as a screen reader says of it. */
const longestAnnouncement = 200;

/** The list changed: who walks in it goes on from the prompt that is in the box. */
export function withPrompts(state: PageState, prompts: readonly PromptView[]): PageState {
  // What has been sent or marked since is no draft any more.
  const drafts = state.drafts.filter((draft) => prompts.every(({ text }) => text !== draft.trim()));
  const at = promptsAndDrafts({ drafts, prompts }).indexOf(state.form.prompt);
  const { promptWalk } = state;
  const listed = { ...state, drafts, prompts };
  return promptWalk && at < 0
    ? { ...withDraft(listed, promptWalk.draft, state.form.prompt), promptWalk: undefined }
    : { ...listed, promptWalk: promptWalk && { ...promptWalk, at } };
}

/** What was typed is a draft of its own, wherever it began. */
export function editPrompt(state: PageState, prompt: string): PageState {
  const kept = withDraft(state, state.promptWalk?.draft ?? '', prompt);
  return { ...withForm(kept, { prompt }), promptWalk: undefined };
}

/** One step in the list of prompts. The newest is followed by the draft that the walk began with. */
export function walkPrompts(state: PageState, direction: 'older' | 'newer'): PageState {
  const { form } = state;
  const prompts = promptsAndDrafts(state);
  const walk = state.promptWalk ?? { at: -1, draft: form.prompt };
  const isAnother = (at: number): boolean => prompts[at] !== form.prompt;
  let at = walk.at;
  do {
    at += direction === 'older' ? 1 : -1;
  } while (at >= 0 && at < prompts.length && !isAnother(at));
  if (at < 0) {
    return state.promptWalk
      ? announce(editPrompt(state, walk.draft), t('Your prompt: {0}', spoken(walk.draft)))
      : state;
  }
  const prompt = prompts[at];
  return prompt === undefined
    ? state
    : announce(
        { ...withForm(state, { prompt }), promptWalk: { ...walk, at } },
        t('Prompt {0} of {1}: {2}', at + 1, prompts.length, spoken(prompt)),
      );
}

/** A prompt of the list, chosen elsewhere; from there the draft can be gone back to. */
export function recallPrompt(state: PageState, prompt: string): PageState {
  const at = promptsAndDrafts(state).indexOf(prompt);
  const draft = state.promptWalk?.draft ?? state.form.prompt;
  return at < 0
    ? { ...withForm(withDraft(state, draft, prompt), { prompt }), promptWalk: undefined }
    : { ...withForm(state, { prompt }), promptWalk: { at, draft } };
}

function spoken(prompt: string): string {
  return excerpt(prompt, longestAnnouncement);
}
