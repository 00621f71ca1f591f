import type { Locator, Page } from 'playwright-core';
import { until } from './until';

/** How long a menu may take to show an entry before it is opened anew: a contributed one comes late. */
export const shownWithinMs = 2000;

/** Context menus, wherever they were opened. */
export function menus(page: Page) {
  // A submenu stands inside the entry that opens it, so the entries themselves are asked for and not what holds them.
  const menuItem = (label: string): Locator =>
    page.locator('.monaco-menu').getByRole('menuitem', { name: label, exact: true }).first();

  async function followMenu(entries: readonly string[]): Promise<boolean> {
    try {
      for (const entry of entries.slice(0, -1)) {
        await menuItem(entry).hover({ timeout: shownWithinMs });
      }
      await pointAt(menuItem(entries.at(-1)!));
    } catch {
      await closeMenus();
      return false;
    }
    // From here on nobody may open the menu again: what the entry does has begun.
    await page.keyboard.press('Enter');
    await page.locator('.monaco-menu').first().waitFor({ state: 'hidden' });
    return true;
  }

  /**
   * A menu ignores clicks in its first tenth of a second and closes late on a busy machine, so that nobody can tell
   * whether a click was taken. A key is taken at once, and once: the pointer chooses the entry and Enter runs it.
   */
  async function pointAt(item: Locator): Promise<void> {
    await item.hover({ timeout: shownWithinMs });
    await until(
      'the menu chooses the entry',
      () => item.evaluate((element) => element.closest('.action-item.focused') === element.parentElement),
      { timeoutMs: shownWithinMs },
    );
  }

  async function closeMenus(): Promise<void> {
    await until('the menus close', async () => {
      if ((await page.locator('.monaco-menu').count()) > 0) {
        await page.keyboard.press('Escape');
      }
      return (await page.locator('.monaco-menu').count()) === 0;
    });
  }

  return { menuItem, followMenu, closeMenus };
}
