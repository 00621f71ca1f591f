import type { Page } from 'playwright-core';
import { until } from './until';

/** How long a palette may take to list a command before it is opened anew: a contributed one comes late. */
const listedWithinMs = 3000;

const opensWithinMs = 2000;

const closesWithinMs = 2000;

/** Command palette, quick picks and input boxes: they share one widget. */
export function quickInput(page: Page) {
  const widget = page.locator('.quick-input-widget');
  const input = widget.locator('.quick-input-box input').first();
  const rows = widget.locator('.quick-input-list .monaco-list-row');
  // The first line of a row; a second one holds what is said about it.
  const labels = rows.locator('.quick-input-list-row:first-child .label-name');

  /** Another part of the window may take the focus just then, which closes the quick input: then once more. */
  async function open(key: string, text: string): Promise<void> {
    await until(`the quick input opens for “${text}”`, async () => {
      await page.keyboard.press(key);
      await input.fill(text, { timeout: opensWithinMs });
      return true;
    });
  }

  /**
   * The palette, a pick and a box that follow each other are the same widget with other contents. Waits until what
   * was just answered has gone, so that the next answer does not go to it again.
   */
  async function answer(act: () => Promise<void>): Promise<void> {
    const contents = async () =>
      (await widget.isVisible())
        ? JSON.stringify([
            await widget.innerText(),
            await input.getAttribute('placeholder'),
            await input.inputValue(),
          ])
        : undefined;
    const before = await contents();
    await act();
    await until('the quick input takes the answer', async () => (await contents()) !== before);
  }

  /** Closes whatever quick input is open; a box with `ignoreFocusOut` too. */
  async function closeQuickInput(): Promise<void> {
    await until('the quick input closes', async () => {
      if (await widget.isVisible()) {
        await page.keyboard.press('Escape');
        await widget.waitFor({ state: 'hidden', timeout: closesWithinMs });
      }
      return true;
    });
  }

  const rowNamed = (label: string | RegExp) =>
    rows.filter({
      has: page.locator('.label-name', { hasText: typeof label === 'string' ? exactly(label) : label }),
    });

  /** Opens the list by a key, types, and clicks the row once it is there. */
  async function pickFrom(options: { key: string; text: string; label: string | RegExp }): Promise<void> {
    await until(`“${options.text}” is listed`, async () => {
      await open(options.key, options.text);
      try {
        await rowNamed(options.label).first().click({ trial: true, timeout: listedWithinMs });
        return true;
      } catch {
        await closeQuickInput();
        return false;
      }
    });
    // Once only: on a busy machine a click that was taken may look like one that was not.
    await answer(() => rowNamed(options.label).first().click());
  }

  return {
    /** Runs a command by its whole title, category included, such as “Easel: Generate Image…”. */
    runCommand: (title: string) => pickFrom({ key: 'F1', text: `>${title}`, label: title }),

    /** As `runCommand`, with the keyboard alone. */
    async runCommandByKeyboard(title: string): Promise<void> {
      await until(`${title} is listed first`, async () => {
        await open('F1', '');
        await page.keyboard.type(`>${title}`);
        try {
          await rows.first().and(rowNamed(title)).waitFor({ timeout: listedWithinMs });
          return true;
        } catch {
          await closeQuickInput();
          return false;
        }
      });
      await answer(() => page.keyboard.press('Enter'));
    },

    /** Opens a file of the workspace by its name or path. */
    openFile: (name: string) =>
      pickFrom({ key: 'ControlOrMeta+p', text: name, label: name.split('/').at(-1) ?? name }),

    /** The titles that the palette offers for some words. */
    commandTitles: async (words: string): Promise<string[]> => {
      await open('F1', `>${words}`);
      await rows.first().waitFor();
      const titles = await labels.allTextContents();
      await closeQuickInput();
      return titles;
    },

    /** Fills the input box that is open, or opens soon, and accepts it. */
    fillQuickInput: async (text: string): Promise<void> => {
      await input.waitFor({ state: 'visible' });
      await input.fill(text);
      await answer(() => input.press('Enter'));
    },

    /**
     * Types a path into the save dialog and accepts it. The dialog writes its proposal, and completes what is typed,
     * when it has looked at a folder, and drops an accept in the middle of that: so it is asked until it is gone.
     */
    fillSaveDialog: async ({ proposed, path }: { proposed: string; path: string }): Promise<void> => {
      await until('the dialog proposes the name', async () => (await input.inputValue()).endsWith(proposed));
      await until('the dialog takes the path', async () => {
        if (await widget.isVisible()) {
          await input.fill(path);
          await input.press('Enter');
          await widget.waitFor({ state: 'hidden', timeout: closesWithinMs });
        }
        return true;
      });
    },

    /** Types into the quick pick that is open, so that what a long list hides below comes into view. */
    filterQuickItems: async (text: string): Promise<void> => {
      await input.waitFor({ state: 'visible' });
      await input.fill(text);
    },

    /** Clicks a row of the quick pick that is open, or opens soon. */
    pickQuickItem: async (label: string | RegExp): Promise<void> => {
      await rowNamed(label).first().waitFor();
      await answer(() => rowNamed(label).first().click());
    },

    /** Ticks rows of a quick pick with checkboxes and accepts. */
    pickQuickItems: async (labels: readonly (string | RegExp)[]): Promise<void> => {
      for (const label of labels) {
        await rowNamed(label).first().locator('input[type=checkbox], .monaco-checkbox').first().click();
      }
      await answer(() => input.press('Enter'));
    },

    /** Waits for the box or quick pick with this title. */
    waitForQuickInput: async (title: string): Promise<void> => {
      await widget.locator('.quick-input-title', { hasText: exactly(title) }).waitFor();
    },

    /** The labels now shown; waits for at least one. A long list shows only the rows in view. */
    quickInputItems: async (): Promise<string[]> => {
      await rows.first().waitFor();
      return labels.allTextContents();
    },

    /** What the open input box says below and in the field, once one is open. */
    async quickInputText(): Promise<{
      placeholder: string;
      message: string;
      value: string;
      isPassword: boolean;
    }> {
      await input.waitFor({ state: 'visible' });
      return {
        placeholder: (await input.getAttribute('placeholder')) ?? '',
        message: await widget.locator('.quick-input-message').innerText(),
        value: await input.inputValue(),
        isPassword: (await input.getAttribute('type')) === 'password',
      };
    },

    closeQuickInput,
  };
}

function exactly(text: string): RegExp {
  return new RegExp(`^${text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)}$`);
}
