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
      await clickAway(menuItem(entries.at(-1)!));
      return true;
    } catch {
      await closeMenus();
      return false;
    }
  }

  /**
   * A menu ignores clicks in its first tenth of a second, and is gone once it has taken one: on a busy machine so late
   * that the next click is on its way.
   */
  async function clickAway(item: Locator): Promise<void> {
    await item.waitFor({ timeout: shownWithinMs });
    let isClicked = false;
    await until(
      'the menu takes the click',
      async () => {
        const click = item.click({ timeout: 500 });
        isClicked = await click.then(
          () => true,
          () => isClicked,
        );
        await page.locator('.monaco-menu').first().waitFor({ state: 'hidden', timeout: 500 });
        return isClicked;
      },
      { timeoutMs: 5000 },
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
