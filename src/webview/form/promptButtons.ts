import { t } from '@vscode/l10n';
import type { PanelForm } from '../../protocol/views';
import { h, iconButton, setAttribute } from '../ui/dom';
import type { Page, View } from '../model/state';

/** The key that opens the list of prompts, as shells have it; no key of VS Code is meant while the prompt has the focus. */
const listKey = 'Ctrl+R';

/** Beside the label of the prompt: mark it as a favourite, look through the earlier ones, choose what is put around it. */
export function createPromptButtons(page: Page): View {
  let prompt = '';
  let isFavourite = false;
  let chosen: Pick<PanelForm, 'presets' | 'styleFile'> = { presets: [], styleFile: true };
  const star = iconButton({
    icon: 'star-empty',
    label: t('Favourite'),
    testId: 'prompt-favourite',
    onClick: () => page.post({ type: 'markPrompt', prompt, isFavourite: !isFavourite }),
  });
  const sign = star.querySelector('.codicon');
  const list = iconButton({
    icon: 'history',
    label: t('Prompts of this workspace'),
    testId: 'prompt-list',
    onClick: () => page.post({ type: 'pickPrompt' }),
  });
  const presets = iconButton({
    icon: 'layers',
    label: t('Presets…'),
    testId: 'presets',
    onClick: () => page.post({ type: 'pickPresets', ...chosen }),
  });
  list.title = `${t('Prompts of this workspace')} (${listKey})`;
  setAttribute(list, 'aria-keyshortcuts', 'Control+R');
  return {
    element: h('div', { class: 'prompt-buttons' }, star, list, presets),
    render({ form, prompts }) {
      prompt = form.prompt.trim();
      chosen = { presets: form.presets, styleFile: form.styleFile };
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
