import * as vscode from 'vscode';
import { openPick } from '../platform/quickInput';
import type { KeptPrompt } from '../../core/prompts/promptHistory';
import type { Services } from '../ports/services';
import { sanitize } from '../text/plainText';
import { forgetPrompt, markPrompt, readPrompts } from '../../app/prompts/promptHistory';

interface PromptItem extends vscode.QuickPickItem {
  readonly prompt?: KeptPrompt;
}

/** Characters that are searched and shown; the rest of a long prompt is taken over all the same. */
const longestLabel = 120;
const longestDetail = 2000;

/**
 * The prompts of this workspace, to search, mark and forget. Favourites stand first.
 * @returns the one that the user chose.
 */
export async function pickPrompt(parts: Services): Promise<string | undefined> {
  const pick = openPick<PromptItem>();
  pick.title = vscode.l10n.t('Easel: Prompts');
  pick.placeholder = vscode.l10n.t('Search the prompts of this workspace');
  pick.matchOnDetail = true;
  const list = async (): Promise<void> => {
    pick.items = itemsOf(await readPrompts(parts));
  };
  await list();
  const chosen = await new Promise<string | undefined>((resolve) => {
    pick.onDidAccept(() => resolve(pick.activeItems[0]?.prompt?.text));
    pick.onDidHide(() => resolve(undefined));
    pick.onDidTriggerItemButton(async ({ item, button }) => {
      await press(parts, item, button);
      await list();
    });
    pick.show();
  });
  pick.dispose();
  return chosen;
}

async function press(
  parts: Services,
  { prompt }: PromptItem,
  button: vscode.QuickInputButton,
): Promise<void> {
  if (prompt && button instanceof PromptButton) {
    await button.run(parts, prompt);
  }
}

/** A button knows what it does, since VS Code hands the very object back. */
class PromptButton implements vscode.QuickInputButton {
  readonly iconPath: vscode.ThemeIcon;

  constructor(
    icon: string,
    readonly tooltip: string,
    readonly run: (parts: Services, prompt: KeptPrompt) => Promise<void>,
  ) {
    this.iconPath = new vscode.ThemeIcon(icon);
  }
}

function itemsOf(prompts: readonly KeptPrompt[]): readonly PromptItem[] {
  const favourites = prompts.filter(({ isFavourite }) => isFavourite);
  const others = prompts.filter(({ isFavourite }) => !isFavourite);
  if (prompts.length === 0) {
    return [{ label: vscode.l10n.t('No prompts yet'), alwaysShow: true }];
  }
  return [
    { label: vscode.l10n.t('Favourites'), kind: vscode.QuickPickItemKind.Separator },
    ...favourites.map((prompt) => itemOf(prompt)),
    { label: vscode.l10n.t('Recent'), kind: vscode.QuickPickItemKind.Separator },
    ...others.map((prompt) => itemOf(prompt)),
  ];
}

function itemOf(prompt: KeptPrompt): PromptItem {
  const { text, isFavourite } = prompt;
  const star = isFavourite
    ? new PromptButton('star-full', vscode.l10n.t('Remove from Favourites'), unmark)
    : new PromptButton('star-empty', vscode.l10n.t('Add to Favourites'), mark);
  const line = sanitize(text, longestDetail);
  const label = sanitize(text, longestLabel);
  return {
    prompt,
    label,
    ...(line !== label && { detail: line }),
    buttons: [star, new PromptButton('trash', vscode.l10n.t('Remove from the List'), forget)],
  };
}

const mark = (parts: Services, { text }: KeptPrompt): Promise<void> => markPrompt(parts, text, true);
const unmark = (parts: Services, { text }: KeptPrompt): Promise<void> => markPrompt(parts, text, false);
const forget = (parts: Services, { text }: KeptPrompt): Promise<void> => forgetPrompt(parts, text);
