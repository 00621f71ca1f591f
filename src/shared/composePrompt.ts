/** What is put around what the user wrote, exactly as it is sent, separators and all. */
export interface AdditionText {
  readonly before: string;
  readonly after: string;
}

/** What the user wrote, and around it the additions in their order. */
export interface PromptPieces extends AdditionText {
  readonly own: string;
}

export function promptPieces(written: string, additions: readonly AdditionText[]): PromptPieces {
  return {
    before: additions.map(({ before }) => before).join(''),
    own: written.trim(),
    after: additions.map(({ after }) => after).join(''),
  };
}

/** The prompt as it is sent. Empty as long as nothing is written: additions alone say nothing of an image. */
export function composePrompt(written: string, additions: readonly AdditionText[]): string {
  const { before, own, after } = promptPieces(written, additions);
  return own === '' ? '' : before + own + after;
}

/** Length in characters as providers count them: one outside the basic plane is two UTF-16 units. */
export function promptLength(prompt: string): number {
  let length = 0;
  for (let index = 0; index < prompt.length; length++) {
    index += (prompt.codePointAt(index) ?? 0) > 0xffff ? 2 : 1;
  }
  return length;
}
