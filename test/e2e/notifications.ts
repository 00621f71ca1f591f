import type { Locator, Page } from 'playwright-core';
import { until } from './until';

/** Toasts and modal dialogs. */
export function notifications(page: Page) {
  const toasts = page.locator('.notifications-toasts .notification-list-item');

  const toast = (message: string | RegExp): Locator =>
    toasts.filter({ has: page.locator('.notification-list-item-message', { hasText: message }) }).first();

  /** The texts of the toasts that are shown now. */
  const notificationTexts = async (): Promise<string[]> =>
    toasts.locator('.notification-list-item-message').allInnerTexts();

  return {
    notificationTexts,

    /** Waits for a toast and returns its whole text. */
    waitForNotification: async (message: string | RegExp): Promise<string> => {
      const shown = toast(message).locator('.notification-list-item-message');
      try {
        await shown.waitFor();
      } catch (error) {
        throw new Error(
          `No notification ${String(message)}, but ${JSON.stringify(await notificationTexts())}`,
          {
            cause: error,
          },
        );
      }
      return shown.innerText();
    },

    /** The buttons of a toast, in order. */
    notificationButtons: async (message: string | RegExp): Promise<string[]> => {
      await toast(message).waitFor();
      return toast(message)
        .locator('.notification-list-item-buttons-container .monaco-button')
        .allInnerTexts();
    },

    clickNotificationButton: async (options: { message: string | RegExp; button: string }): Promise<void> => {
      const found = toast(options.message);
      await found.waitFor();
      // The buttons of a message that came collapsed show when the pointer is on it.
      await found.hover();
      await found
        .locator('.notification-list-item-buttons-container .monaco-button', { hasText: options.button })
        .click();
    },

    clearNotifications: async (): Promise<void> => {
      await until('the notifications go away', async () => {
        const close = toasts.first().locator('.codicon-notifications-clear');
        if ((await toasts.count()) > 0) {
          await toasts.first().hover({ timeout: 1000 });
          await close.click({ timeout: 1000 });
        }
        return (await toasts.count()) === 0;
      });
    },

    /** Waits for a modal dialog, clicks one of its buttons and returns what it said. */
    answerDialog: async (button: string): Promise<string> => {
      const dialog = page
        .locator('.monaco-dialog-box')
        .filter({ has: page.locator('.monaco-button', { hasText: button }) });
      const message = dialog.locator('.dialog-message-container');
      const text = await message.innerText();
      await dialog.locator('.monaco-button', { hasText: button }).first().click();
      // Another dialog may follow at once.
      await until('the dialog takes the answer', async () => {
        return (await message.count()) === 0 || (await message.innerText()) !== text;
      });
      return text;
    },
  };
}
