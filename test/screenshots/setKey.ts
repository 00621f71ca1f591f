import type { Workbench } from '../e2e/workbench';

/** Sets the key of a provider as a user does. */
export async function setKey(
  workbench: Workbench,
  { provider, key }: { readonly provider: string; readonly key: string },
): Promise<void> {
  await workbench.runCommand('Easel: Set API Key');
  await workbench.pickQuickItem(provider);
  await workbench.fillQuickInput(key);
  await workbench.waitForNotification(/API key/u);
  await workbench.clearNotifications();
}
