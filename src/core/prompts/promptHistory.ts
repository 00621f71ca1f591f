import * as z from 'zod';

/** A prompt that was sent, or that the user marked. */
export interface KeptPrompt {
  readonly text: string;
  readonly isFavourite: boolean;
}

/** The list as it is stored. What cannot be read is nothing. */
export const keptPrompts = z
  .array(z.object({ text: z.string().min(1), isFavourite: z.boolean() }))
  .readonly();

/** The state of a workspace is read whole at its start, so it stays small. In UTF-16 units. */
const mostCharacters = 300_000;
const longestPrompt = 20_000;
const mostPrompts = 200;

/** Puts a prompt at the front; the same one again only moves. */
export function withPrompt(prompts: readonly KeptPrompt[], text: string): readonly KeptPrompt[] {
  const isFavourite = prompts.some((each) => each.text === text && each.isFavourite);
  return put(prompts, { text, isFavourite });
}

export function withoutPrompt(prompts: readonly KeptPrompt[], text: string): readonly KeptPrompt[] {
  return prompts.filter((each) => each.text !== text);
}

/** Marks a prompt, also one that was never sent, or takes the mark off. */
export function withFavourite(
  prompts: readonly KeptPrompt[],
  text: string,
  isFavourite: boolean,
): readonly KeptPrompt[] {
  return prompts.some((each) => each.text === text)
    ? prompts.map((each) => (each.text === text ? { text, isFavourite } : each))
    : put(prompts, { text, isFavourite });
}

function put(prompts: readonly KeptPrompt[], prompt: KeptPrompt): readonly KeptPrompt[] {
  return prompt.text.trim() === '' || prompt.text.length > longestPrompt
    ? prompts
    : withinBounds([prompt, ...withoutPrompt(prompts, prompt.text)]);
}

/** The oldest go first, and those that the user marked last. */
function withinBounds(prompts: readonly KeptPrompt[]): readonly KeptPrompt[] {
  const kept = new Set<KeptPrompt>();
  let characters = 0;
  for (const prompt of [...prompts].sort((a, b) => Number(b.isFavourite) - Number(a.isFavourite))) {
    characters += prompt.text.length;
    if (characters <= mostCharacters && kept.size < mostPrompts) {
      kept.add(prompt);
    }
  }
  return prompts.filter((prompt) => kept.has(prompt));
}
