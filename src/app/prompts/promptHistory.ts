import { readPrompts as readPromptsOf } from '../../core/history/historySearch';
import { keptPrompts, withFavourite, withoutPrompt, withPrompt } from '../../core/prompts/promptHistory';
import type { KeptPrompt } from '../../core/prompts/promptHistory';
import { historyStore } from '../history/historyStore';
import type { Services } from '../services';

const promptsName = 'easel.prompts';

/** The prompts of this workspace, newest first. They outlive their images. */
export async function readPrompts(parts: Services): Promise<readonly KeptPrompt[]> {
  return storedPrompts(parts) ?? promptsOfImages(parts);
}

/**
 * Remembers a prompt that was typed, also one that is refused: it may be long. A list that cannot be kept stands in
 * nobody's way.
 */
export async function rememberPrompt(parts: Services, text: string): Promise<void> {
  try {
    await change(parts, (prompts) => withPrompt(prompts, text.trim()));
  } catch (error) {
    parts.log.failure(error);
  }
}

export function forgetPrompt(parts: Services, text: string): Promise<void> {
  return change(parts, (prompts) => withoutPrompt(prompts, text));
}

/** Favourites stay: the user put them aside, and forgets them one by one. */
export function forgetPrompts(parts: Services): Promise<void> {
  return change(parts, (prompts) => prompts.filter(({ isFavourite }) => isFavourite));
}

export function markPrompt(parts: Services, text: string, isFavourite: boolean): Promise<void> {
  return change(parts, (prompts) => withFavourite(prompts, text.trim(), isFavourite));
}

/** Tells whoever shows the list. */
async function change(
  parts: Services,
  apply: (prompts: readonly KeptPrompt[]) => readonly KeptPrompt[],
): Promise<void> {
  const first = storedPrompts(parts) ?? (await promptsOfImages(parts));
  // Asked again, since another change may have come first while the images were read.
  const prompts = apply(storedPrompts(parts) ?? first);
  await parts.storage.workspace.update(promptsName, prompts);
  parts.events.promptsChanged(prompts);
}

/** `undefined` before the first prompt was kept. */
function storedPrompts({ storage }: Services): readonly KeptPrompt[] | undefined {
  return keptPrompts.safeParse(storage.workspace.get(promptsName)).data;
}

/** What was generated before prompts were kept on their own, as far as the list of images is known. */
async function promptsOfImages(parts: Services): Promise<readonly KeptPrompt[]> {
  const store = historyStore(parts);
  await store.begin();
  await store.refresh();
  const prompts = await readPromptsOf(store.index, store.index.rows.slice(0, 100));
  return prompts.toReversed().reduce<readonly KeptPrompt[]>(withPrompt, []);
}
