import * as vscode from 'vscode';
import { openPick } from '../../platform/quickInput';
import type { Preset } from '../../../core/prompts/presetTable';
import { presetAddition, styleFileAddition } from '../../../core/prompts/promptAddition';
import type { AdditionsView, PanelForm } from '../../../protocol/views';
import type { Services } from '../../ports/services';
import { sanitize } from '../../text/plainText';
import { askForStyleFile } from '../../../app/prompts/promptAdditions';
import { readPresets } from '../../../app/prompts/presets';
import {
  chooseStyleFile,
  findStyleFile,
  styleFileChoice,
  styleFilePath,
} from '../../../app/prompts/styleFile';
import { styleFileProblems } from '../../prompts/styleFileText';

export type PickedAdditions = Pick<PanelForm, 'presets' | 'styleFile'>;

/** What can be put around a prompt, for the page. */
export async function additionsView(parts: Services): Promise<AdditionsView> {
  const presets = readPresets(parts.settings).presets.map((preset) => ({
    ...preset,
    ...presetAddition(preset),
  }));
  const file = await findStyleFile(parts.files);
  if (!file) {
    return { presets };
  }
  const { before, after, name } = styleFileAddition(file.name, file.text);
  const problem = file.problem ? styleFileProblems[file.problem](sanitize(name)) : '';
  return { presets, styleFile: { name, before, after, choice: styleFileChoice(parts, file), problem } };
}

/** Calls back when the setting, the file or the trust has changed. */
export function onDidChangeAdditions(changed: () => void): vscode.Disposable {
  const watchers = (vscode.workspace.workspaceFolders ?? []).map((folder) => {
    const watcher = vscode.workspace.createFileSystemWatcher(
      new vscode.RelativePattern(folder, styleFilePath),
    );
    watcher.onDidChange(changed);
    watcher.onDidCreate(changed);
    watcher.onDidDelete(changed);
    return watcher;
  });
  return vscode.Disposable.from(
    ...watchers,
    vscode.workspace.onDidGrantWorkspaceTrust(changed),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration('easel.presets')) {
        changed();
      }
    }),
  );
}

/** The answer to the page's question; the picker and the command change it later. */
export async function answerStyleFile(parts: Services, choice: 'used' | 'left'): Promise<void> {
  const file = await findStyleFile(parts.files);
  if (file) {
    await chooseStyleFile(parts, file, choice);
    parts.events.additionsChanged();
  }
}

interface AdditionItem extends vscode.QuickPickItem {
  readonly preset?: string;
}

/** Lets the user choose presets and the style file. @returns `undefined` when nothing was decided. */
export async function pickAdditions(
  parts: Services,
  chosen: PickedAdditions,
): Promise<PickedAdditions | undefined> {
  const { presets, broken } = readPresets(parts.settings);
  const file = await findStyleFile(parts.files);
  const usable = file && !file.problem ? file : undefined;
  const style: AdditionItem | undefined = usable && {
    label: `$(file) ${sanitize(usable.name)}`,
    description: vscode.l10n.t('style file of this workspace'),
    detail: sanitize(usable.text, longestDetail),
  };
  const items = [...presets.map((preset) => itemOf(preset)), ...(style ? [style] : [])];
  const isStyleChosen = chosen.styleFile && usable && styleFileChoice(parts, usable) === 'used';
  const picked = await showItems(items, {
    selected: items.filter((item) =>
      item === style ? isStyleChosen : chosen.presets.includes(item.preset ?? ''),
    ),
    placeholder: placeholderFor({ count: items.length, broken }),
  });
  if (!picked) {
    return undefined;
  }
  const isTicked = style !== undefined && picked.includes(style);
  if (usable && isTicked) {
    // To tick it is to say yes, once its text was seen as a whole.
    if (styleFileChoice(parts, usable) === 'asked') {
      await askForStyleFile(parts, usable);
    } else {
      await chooseStyleFile(parts, usable, 'used');
    }
  }
  // To leave unticked what was not in use decides nothing: the question may still come.
  const styleFile = isTicked || (chosen.styleFile && isStyleChosen !== true);
  return { presets: picked.flatMap(({ preset }) => preset ?? []), styleFile };
}

const longestDetail = 500;

function itemOf({ name, before, after, model, aspectRatio }: Preset): AdditionItem {
  const facts = [model?.modelId, aspectRatio].filter((fact) => fact !== undefined);
  return {
    preset: name,
    label: sanitize(name),
    description: sanitize(facts.join(' · ')),
    detail: sanitize([before, after].filter((text) => text.trim() !== '').join(' … '), longestDetail),
  };
}

function placeholderFor({ count, broken }: { readonly count: number; readonly broken: number }): string {
  if (broken > 0) {
    return vscode.l10n.t('Rows of the setting easel.presets that cannot be read: {0}', broken);
  }
  return count === 0
    ? vscode.l10n.t('No presets yet. The gear opens the setting easel.presets.')
    : vscode.l10n.t('Text to put around the prompt');
}

function showItems(
  items: readonly AdditionItem[],
  options: { readonly selected: readonly AdditionItem[]; readonly placeholder: string },
): Promise<readonly AdditionItem[] | undefined> {
  const pick = openPick<AdditionItem>();
  pick.title = vscode.l10n.t('Easel: Presets');
  pick.placeholder = options.placeholder;
  pick.canSelectMany = true;
  pick.matchOnDetail = true;
  pick.items = items;
  pick.selectedItems = options.selected;
  pick.buttons = [
    { iconPath: new vscode.ThemeIcon('gear'), tooltip: vscode.l10n.t('Open the Setting easel.presets') },
  ];
  return new Promise((resolve) => {
    pick.onDidAccept(() => {
      resolve(pick.selectedItems);
      pick.dispose();
    });
    pick.onDidTriggerButton(() => {
      void vscode.commands.executeCommand('workbench.action.openSettings', 'easel.presets');
      pick.hide();
    });
    pick.onDidHide(() => {
      resolve(undefined);
      pick.dispose();
    });
    pick.show();
  });
}
