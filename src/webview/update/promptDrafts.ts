import type { PageState } from '../model/state';

const mostDrafts = 20;

/** What the arrow keys go through: what was typed and never sent, then the prompts of the workspace. */
export function promptsAndDrafts({
  drafts,
  prompts,
}: Pick<PageState, 'drafts' | 'prompts'>): readonly string[] {
  return [...drafts, ...prompts.map(({ text }) => text)];
}

/** For whoever puts another text in the place of a draft. One that is empty or in the list already is not kept. */
export function withDraft(state: PageState, draft: string, replacement: string): PageState {
  const words = draft.trim();
  const isListed = [...promptsAndDrafts(state), replacement, ''].some((text) => text.trim() === words);
  return isListed ? state : { ...state, drafts: [draft, ...state.drafts].slice(0, mostDrafts) };
}
