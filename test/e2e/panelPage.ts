import type { FrameLocator, Locator } from 'playwright-core';
import type { ResultAction } from '../../src/protocol/pageMessages';
import { until } from './until';
import type { Workbench } from './workbench';

export type OptionField = 'aspect-ratio' | 'size' | 'quality';

export type ToolbarAction = Exclude<ResultAction, 'open'> | RecallAction;

export type RecallAction = 'useRecipe' | 'usePromptOnly' | 'showDifference' | 'remove';

/** The panel as a person uses it. Its frame is looked up with each act, since a hidden page comes back as a new one. */
export function panelPage({ page, runCommand, pickQuickItems }: Workbench) {
  const frame: FrameLocator = page
    .frameLocator('iframe.webview[src*="extensionId=easel-tools.easel"]')
    .frameLocator('iframe#active-frame');
  const byTestId = (id: string): Locator => frame.getByTestId(id);
  const prompt = byTestId('prompt');
  const jobs = byTestId('job');
  const results = byTestId('result');
  const references = byTestId('reference');

  /** The buttons of a tile show only while the pointer is on it. */
  async function clickInTile(tile: Locator, button: Locator): Promise<void> {
    await tile.hover();
    await button.click();
  }

  return {
    frame,
    prompt,
    jobs,
    results,
    references,
    model: byTestId('model'),
    generateButton: byTestId('generate'),
    liveRegion: byTestId('live'),

    async open(): Promise<void> {
      await runCommand('Easel: Open Panel');
      await prompt.waitFor();
    },

    /** Chooses by provider and model id, such as `imini/google/nano-banana-pro`. */
    async chooseModel(id: string): Promise<void> {
      await byTestId('model').selectOption(id);
    },

    async chooseOption(field: OptionField, value: string): Promise<void> {
      await byTestId(field).locator('label.choice', { hasText: value }).first().click();
    },

    chosenOption: (field: OptionField): Promise<string> =>
      byTestId(field).locator('input:checked').inputValue(),

    async chooseCount(count: number): Promise<void> {
      await byTestId('count').selectOption(String(count));
    },

    async generate(text: string): Promise<void> {
      await prompt.fill(text);
      await byTestId('generate').click();
    },

    /** Paths of the references in the form, in order, once their pictures are loaded. */
    referenceNames: (count: number): Promise<string[]> =>
      until(`the panel shows ${count} references`, async () => {
        const shown = await references.evaluateAll((tiles) =>
          tiles.map((tile) => ({
            name: decodeURIComponent(tile.getAttribute('data-uri') ?? '').replace(/^.*\/workspace\//, ''),
            isLoaded: (tile.querySelector('img')?.naturalWidth ?? 0) > 0,
          })),
        );
        return (
          shown.length === count && shown.every(({ isLoaded }) => isLoaded) && shown.map(({ name }) => name)
        );
      }),

    /** Adds images by the picker, which lists them by their paths. */
    async addReferences(paths: readonly string[]): Promise<void> {
      await byTestId('add-references').click();
      await pickQuickItems(paths);
    },

    /** Clicks a button in the tile of a reference, by its label. */
    async clickInReference(index: number, label: string): Promise<void> {
      const tile = references.nth(index);
      await clickInTile(tile, tile.getByRole('button', { name: label }));
    },

    /** The tile of a saved image, by its file name, once its picture is loaded. */
    async waitForResult(name: string): Promise<Locator> {
      const tile = results.filter({ has: frame.locator('.tile-name', { hasText: name }) }).first();
      await tile.waitFor();
      await until(`the panel shows the picture ${name}`, () =>
        tile.locator('img').evaluate((image) => image instanceof HTMLImageElement && image.naturalWidth > 0),
      );
      return tile;
    },

    async clickInResult(tile: Locator, action: ToolbarAction): Promise<void> {
      const button = tile.getByTestId(`result-${action}`);
      await tile.hover();
      if ((await button.count()) > 0) {
        await button.click();
      } else {
        await tile.getByTestId('result-more').click();
        await byTestId('menu').getByTestId(`result-${action}`).click();
      }
    },

    /** Opens the details of the newest job that ended and returns them. */
    async jobDetail(): Promise<string> {
      await jobs.locator('summary').first().click();
      return jobs.locator('.job-detail').first().innerText();
    },

    /** Takes what ended off the list. */
    async dismissJobs(): Promise<void> {
      await until('the jobs that ended are dismissed', async () => {
        const dismiss = jobs.getByRole('button', { name: 'Dismiss' }).filter({ visible: true });
        if ((await dismiss.count()) > 0) {
          // It may be on its way off already.
          await dismiss.first().click({ timeout: 1000 });
        }
        return (await dismiss.count()) === 0;
      });
    },

    /** Waits for the newest job to be in a state, and returns what it says. */
    async waitForJob(
      state: 'queued' | 'running' | 'failed' | 'cancelled' | 'interrupted' | 'detached',
    ): Promise<string> {
      const job = frame.locator(`[data-testid="job"][data-state="${state}"]`).first();
      await job.waitFor();
      return job.getByTestId('job-message').innerText();
    },
  };
}
