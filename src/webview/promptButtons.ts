import { h, iconButton, setAttribute } from './element';
import type { Page, View } from './state';

/** The key that opens the list of prompts, as shells have it; no key of VS Code is meant while the prompt has the focus. */
const listKey = 'Ctrl+R';

/** Beside the label of the prompt: mark it as a favourite, look through the earlier ones. */
export function createPromptButtons(page: Page): View {
  const { strings } = page;
  let prompt = '';
  let isFavourite = false;
  const star = iconButton({
    icon: 'star-empty',
    label: strings.promptFavourite,
    testId: 'prompt-favourite',
    onClick: () => page.post({ type: 'markPrompt', prompt, isFavourite: !isFavourite }),
  });
  const sign = star.querySelector('.codicon');
  const list = iconButton({
    icon: 'history',
    label: strings.promptList,
    testId: 'prompt-list',
    onClick: () => page.post({ type: 'pickPrompt' }),
  });
  list.title = `${strings.promptList} (${listKey})`;
  setAttribute(list, 'aria-keyshortcuts', 'Control+R');
  return {
    element: h('div', { class: 'prompt-buttons' }, star, list),
    render({ form, prompts }) {
      prompt = form.prompt.trim();
      isFavourite = prompts.some((each) => each.text === prompt && each.isFavourite);
      setAttribute(star, 'aria-pressed', String(isFavourite));
      setAttribute(star, 'aria-disabled', prompt === '');
      sign?.classList.toggle('codicon-star-empty', !isFavourite);
      sign?.classList.toggle('codicon-star-full', isFavourite);
    },
  };
}

export function isListKey({ key, ctrlKey, altKey, shiftKey, metaKey }: KeyboardEvent): boolean {
  return key.toLowerCase() === 'r' && ctrlKey && !altKey && !shiftKey && !metaKey;
}
