import type { Locator } from 'playwright-core';
import type { panelPage } from './panelPage';
import { until } from './until';

/** What lies over the gallery while someone looks at an image. */
export function stagePage({ frame }: ReturnType<typeof panelPage>) {
  const byTestId = (id: string): Locator => frame.getByTestId(id);
  const stage = byTestId('stage');

  return {
    stage,
    byTestId,

    /** Waits until all pictures of the stage are loaded, and returns the captions of those in sight. */
    captions: (): Promise<string[]> =>
      until('the pictures are shown', async () => {
        const loaded = await stage
          .locator('.picture-image')
          .evaluateAll((images) =>
            images.every((image) => image instanceof HTMLImageElement && image.naturalWidth > 0),
          );
        return loaded && stage.locator('.pane-caption').allInnerTexts();
      }),

    async waitUntilClosed(): Promise<void> {
      await stage.waitFor({ state: 'hidden' });
    },

    /** Where two pictures stand, in pixels. */
    boxes: (): Promise<{ x: number; y: number; width: number }[]> =>
      stage.locator('.picture-image').evaluateAll((images) =>
        images.map((image) => {
          const { x, y, width } = image.getBoundingClientRect();
          return { x, y, width };
        }),
      ),

    zoomLevel: (): Promise<string> => byTestId('zoom-level').innerText(),

    /** Which element has the focus, by its test id. */
    focused: (): Promise<string | null | undefined> =>
      frame.locator('html').evaluate(() => document.activeElement?.getAttribute('data-testid')),
  };
}
