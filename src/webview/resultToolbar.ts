import type { ResultAction } from '../messages/pageMessages';
import { h, iconButton } from './element';
import { menuButton, type MenuGroups } from './menu';
import type { Page } from './state';

/** What is done most, in the order of the toolbar; a click on the image itself opens it. */
const toolbarIcons = {
  compare: 'compare-changes',
  insertLink: 'link',
  useAsReference: 'references',
  delete: 'trash',
} satisfies Partial<Record<ResultAction, string>>;

/** The rest, in groups, behind the last button of the toolbar. */
const menuIcons: readonly Partial<Record<ResultAction, string>>[] = [
  { copyPath: 'copy', reveal: 'folder-opened' },
];

type Act = (action: ResultAction) => () => void;

export function createResultToolbar(page: Page, act: Act): HTMLElement {
  const buttons = namesIn(toolbarIcons).map((action) =>
    iconButton({
      icon: toolbarIcons[action],
      label: page.strings[action],
      testId: `result-${action}`,
      onClick: act(action),
    }),
  );
  const more = menuButton({
    icon: 'ellipsis',
    label: page.strings.more,
    testId: 'result-more',
    groups: () => resultMenu(page, act),
  });
  return h('div', { class: 'toolbar' }, ...buttons, more);
}

function resultMenu(page: Page, act: Act): MenuGroups {
  return menuIcons.map((group) =>
    namesIn(group).map((action) => ({
      icon: group[action] ?? '',
      label: page.strings[action],
      testId: `result-${action}`,
      run: act(action),
    })),
  );
}

function namesIn<Name extends string>(table: Readonly<Partial<Record<Name, string>>>): readonly Name[] {
  return Object.keys(table) as Name[];
}
