import { basename } from 'node:path/posix';
import type { Locator, Page } from 'playwright-core';
import { menus, shownWithinMs } from './menus';
import { until } from './until';

/** The file tree and its context menus. Paths are relative to the workspace folder, with forward slashes. */
export function explorer(page: Page) {
  const rows = page.locator('.explorer-folders-view .monaco-list-row');
  const { menuItem, followMenu, closeMenus } = menus(page);

  /** The row of a path; its folders must be expanded. Rows tell a level and a name, and stand in order. */
  async function rowOf(path: string): Promise<Locator | undefined> {
    const shown = await rows.evaluateAll((elements) =>
      elements
        .map((element) => ({
          index: Number(element.getAttribute('data-index')),
          level: Number(element.getAttribute('aria-level')),
          name: element.querySelector('.label-name')?.textContent,
        }))
        .sort((one, other) => one.index - other.index),
    );
    let position = 0;
    for (const [depth, name] of path.split('/').entries()) {
      position = shown.findIndex((row, at) => at >= position && row.level === depth + 1 && row.name === name);
      if (position === -1) {
        return undefined;
      }
    }
    return page.locator(`.explorer-folders-view .monaco-list-row[data-index="${shown[position]!.index}"]`);
  }

  /** Expands the folders above a path and returns its row. */
  async function explorerRow(path: string): Promise<Locator> {
    const segments = path.split('/');
    for (let depth = 1; depth < segments.length; depth++) {
      const folder = segments.slice(0, depth).join('/');
      await until(`Explorer expands ${folder}`, async () => {
        const row = await rowOf(folder);
        if ((await row?.getAttribute('aria-expanded')) === 'false') {
          await row?.locator('.monaco-tl-twistie').click({ timeout: shownWithinMs });
        }
        return (await row?.getAttribute('aria-expanded')) === 'true';
      });
    }
    return until(`Explorer shows ${path}`, () => rowOf(path));
  }

  async function select(paths: readonly string[]): Promise<void> {
    for (const [index, path] of paths.entries()) {
      await (await explorerRow(path)).click(index === 0 ? {} : { modifiers: ['ControlOrMeta'] });
    }
    await until(`Explorer selects ${paths.join(', ')}`, async () => {
      const selected = await Promise.all(
        paths.map(async (path) => (await rowOf(path))?.getAttribute('aria-selected')),
      );
      return selected.every((value) => value === 'true');
    });
  }

  return {
    explorerRow,

    /** Selects one or several paths, in this order, and follows the entries of their context menu. */
    explorerContextMenu: async (paths: readonly string[], entries: readonly string[]): Promise<void> => {
      await until(`the menu of ${paths.join(', ')} offers ${entries.join(' › ')}`, async () => {
        await select(paths);
        await (await explorerRow(paths.at(-1)!)).click({ button: 'right' });
        return followMenu(entries);
      });
    },

    /** The entries of the context menu of a path. */
    explorerMenu: async (path: string): Promise<string[]> => {
      await (await explorerRow(path)).click({ button: 'right' });
      const labels = page.locator('.monaco-menu .action-label:not(.separator)');
      await labels.first().waitFor();
      const texts = await labels.allInnerTexts();
      await closeMenus();
      return texts;
    },

    /** The entries of a submenu of the context menu of some paths. */
    explorerSubmenu: async (paths: readonly string[], submenu: string): Promise<string[]> => {
      return until(`the menu of ${paths.join(', ')} offers ${submenu}`, async () => {
        await select(paths);
        await (await explorerRow(paths.at(-1)!)).click({ button: 'right' });
        try {
          await menuItem(submenu).hover({ timeout: shownWithinMs });
          const labels = page.locator('.monaco-submenu .action-label:not(.separator)');
          await labels.first().waitFor({ timeout: shownWithinMs });
          return await labels.allInnerTexts();
        } catch {
          return undefined;
        } finally {
          await closeMenus();
        }
      });
    },

    /** Opens a file to stay. A slow double click is two clicks, which give a tab that the next file replaces. */
    openFromExplorer: async (path: string): Promise<void> => {
      const tab = page
        .locator('.tabs-container .tab')
        .filter({ has: page.getByText(basename(path), { exact: true }) })
        .filter({ hasNot: page.locator('.monaco-icon-label.italic') });
      await until(`${path} is open to stay`, async () => {
        await (await explorerRow(path)).dblclick();
        await tab.first().waitFor({ timeout: shownWithinMs });
        return true;
      });
    },
  };
}
