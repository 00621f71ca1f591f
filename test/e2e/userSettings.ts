import type { Page } from 'playwright-core';
import { settingsText } from '../host/server.mjs';
import type { quickInput } from './quickInput';
import { until } from './until';

interface TypeUserSettings {
  readonly page: Page;
  readonly quick: ReturnType<typeof quickInput>;
  /** With a new `window.title`, by which it shows that the workbench has taken them over. */
  readonly settings: Record<string, unknown>;
}

/** Changes the user settings as a person does, in the editor: a running page does not see the file change on disk. */
export async function typeUserSettings({ page, quick, settings }: TypeUserSettings): Promise<void> {
  const tab = page.locator('.tabs-container .tab').filter({ hasText: 'settings.json' }).first();
  await quick.runCommand('Preferences: Open User Settings (JSON)');
  await tab.waitFor();
  const editor = page.locator('.editor-instance').filter({ hasText: 'workbench.startupEditor' }).first();
  await editor.locator('.view-lines').first().click();
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.insertText(settingsText(settings));
  await page.keyboard.press('ControlOrMeta+s');
  await until('the workbench takes over the changed settings', async () =>
    (await page.title()).includes(String(settings['window.title'])),
  );
  await tab.click();
  await quick.runCommand('View: Close Editor');
  await tab.waitFor({ state: 'hidden' });
}
