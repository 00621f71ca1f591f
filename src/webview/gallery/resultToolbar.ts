import { t } from '@vscode/l10n';
import type { RecallAction, ResultAction } from '../../protocol/pageMessages';
import { actionLabels } from './actionLabels';
import { h, iconButton } from '../ui/dom';
import { menuButton, type MenuGroups } from '../ui/menu';
import type { Page } from '../model/state';

/** What is done most, in the order of the toolbar; a click on the image itself opens it. */
const toolbarIcons = {
  refine: 'wand',
  compare: 'compare-changes',
  useAsReference: 'references',
  delete: 'trash',
} satisfies Partial<Record<ResultAction, string>>;

const recallIcons: Readonly<Record<RecallAction, string>> = {
  useRecipe: 'history',
  usePromptOnly: 'quote',
  showDifference: 'diff',
};

/** The rest of what can be done with the image, in groups, behind the last button of the toolbar. */
const menuIcons: readonly Partial<Record<ResultAction, string>>[] = [
  { fitTo: 'screen-normal', insertLink: 'link', copyPath: 'copy', reveal: 'folder-opened' },
];

interface ResultToolbarOptions {
  readonly act: (action: ResultAction) => () => void;
  /** Of the entry in the history. */
  readonly id: string;
  /** Without the file, only what the history knows can be used. */
  readonly isMissing: () => boolean;
}

export function createResultToolbar(page: Page, options: ResultToolbarOptions): HTMLElement {
  const buttons = namesIn(toolbarIcons)
    .filter((action) => action === 'delete' || !options.isMissing())
    .map((action) =>
      iconButton({
        icon: toolbarIcons[action],
        label: actionLabels[action](),
        testId: `result-${action}`,
        onClick: options.act(action),
      }),
    );
  const more = menuButton({
    icon: 'ellipsis',
    label: t('More Actions'),
    testId: 'result-more',
    groups: () => resultMenu(page, options),
  });
  return h('div', { class: 'toolbar' }, ...buttons, more);
}

function resultMenu(page: Page, { act, id, isMissing }: ResultToolbarOptions): MenuGroups {
  const recall = namesIn(recallIcons).map((action) => ({
    icon: recallIcons[action],
    label: actionLabels[action](),
    testId: `result-${action}`,
    run: () => page.post({ type: 'recall', id, action }),
  }));
  const ofImage = menuIcons.map((group) =>
    namesIn(group).map((action) => ({
      icon: group[action] ?? '',
      label: actionLabels[action](),
      testId: `result-${action}`,
      run: act(action),
    })),
  );
  const remove = {
    icon: 'close',
    label: t('Remove from History'),
    testId: 'result-remove',
    run: () => page.post({ type: 'historyAction', id, action: 'remove' }),
  };
  return [recall, ...(isMissing() ? [] : ofImage), [remove]];
}

function namesIn<Name extends string>(table: Readonly<Partial<Record<Name, string>>>): readonly Name[] {
  return Object.keys(table) as Name[];
}
