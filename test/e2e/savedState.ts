import type { Page } from 'playwright-core';
import { until } from './until';

interface GridNode {
  readonly type: 'branch' | 'leaf';
  readonly data: readonly GridNode[] | { readonly editors: readonly unknown[] };
}

/**
 * A browser window saves the open editors, with what their webviews keep, every five seconds and not when it closes.
 * Waits until as many editors are saved as are open and, when a text is given, until it is among what they keep.
 */
export async function untilEditorsAreSaved(page: Page, keptText = ''): Promise<void> {
  await until(`the open editors are saved${keptText && `, with “${keptText}”`}`, async () => {
    const saved = await savedEditors(page);
    const open = await page.locator('.tabs-container .tab').count();
    return saved !== undefined && countEditors(saved) === open && saved.includes(keptText);
  });
}

function countEditors(saved: string): number {
  const state = JSON.parse(saved) as { 'editorpart.state'?: { serializedGrid: { root: GridNode } } };
  const count = (node: GridNode): number =>
    'editors' in node.data
      ? node.data.editors.length
      : node.data.reduce((sum, child) => sum + count(child), 0);
  const root = state['editorpart.state']?.serializedGrid.root;
  return root === undefined ? 0 : count(root);
}

function savedEditors(page: Page): Promise<string | undefined> {
  return page.evaluate(async () => {
    const answer = <T>(request: IDBRequest<T>) =>
      new Promise<T>((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(new Error('IndexedDB refused', { cause: request.error }));
      });
    const names = (await indexedDB.databases()).flatMap(({ name }) => name ?? []);
    // One database per workspace; the others are called vscode-web-state-db-global and -global-shared.
    const name = names.find((each) => /^vscode-web-state-db-(?!global)/.test(each));
    if (name === undefined) {
      return undefined;
    }
    const database = await answer(indexedDB.open(name));
    try {
      const table = database.transaction('ItemTable').objectStore('ItemTable');
      return (await answer(table.get('memento/workbench.parts.editor'))) as string | undefined;
    } finally {
      database.close();
    }
  });
}
