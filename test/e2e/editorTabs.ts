import type { Page } from 'playwright-core';
import { menus } from './menus';
import { until } from './until';

/** The tabs of open files, and the actions beside them. */
export function editorTabs(page: Page) {
  const { followMenu } = menus(page);
  const tabs = page.locator('.tabs-container .tab');

  return {
    /** The titles of the open editors, in order. */
    editorTabs: () => tabs.locator('.monaco-icon-label-container').allTextContents(),

    waitForTab: async (title: string): Promise<void> => {
      await tabs.filter({ hasText: title }).first().waitFor();
    },

    /** Follows the entries of the context menu of a tab. */
    tabContextMenu: async (title: string, entries: readonly string[]): Promise<void> => {
      await until(`the menu of the tab ${title} offers ${entries.join(' › ')}`, async () => {
        await tabs.filter({ hasText: title }).first().click({ button: 'right' });
        return followMenu(entries);
      });
    },

    /** Clicks a button at the right of the tabs. */
    clickTitleAction: async (label: string): Promise<void> => {
      await page
        .locator('.editor-group-container.active .editor-actions')
        .getByRole('button', { name: label, exact: true })
        .click();
    },

    /** The buttons at the right of the tabs. */
    titleActions: () =>
      page
        .locator('.editor-group-container.active .editor-actions .action-label')
        .evaluateAll((buttons) => buttons.map((button) => button.getAttribute('aria-label') ?? '')),
  };
}
