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
  const tab = page.locator('.tabs-container .tab').filter({ hasText: 'settings.json' });
  await quick.runCommand('Preferences: Open User Settings (JSON)');
  await tab.and(page.locator('.active')).waitFor();
  await page.locator('.editor-instance .monaco-editor.focused').waitFor();
  await page.keyboard.press('ControlOrMeta+a');
  // In one line, since the editor would indent further ones.
  await page.keyboard.insertText(JSON.stringify(JSON.parse(settingsText(settings))));
  await page.keyboard.press('ControlOrMeta+s');
  await until('the workbench takes over the changed settings', async () =>
    (await page.title()).includes(String(settings['window.title'])),
  );
  await quick.runCommand('View: Close Editor');
  await tab.waitFor({ state: 'hidden' });
}
