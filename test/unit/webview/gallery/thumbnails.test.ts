import assert from 'node:assert/strict';
import type { PageMessage } from '../../../../src/protocol/pageMessages';
import { createThumbnailMaker } from '../../../../src/webview/gallery/thumbnails';

/** An image as far as a test makes thumbnails of it. */
type Fake = 'drawn' | 'gone' | 'broken';

function makerOfTest() {
  const posted: PageMessage[] = [];
  const tried: Fake[] = [];
  const maker = createThumbnailMaker(
    { post: (message) => posted.push(message) },
    {
      untilIdle: () => Promise.resolve(),
      make: (image) => {
        const fake = image as unknown as Fake;
        tried.push(fake);
        return fake === 'broken'
          ? Promise.reject(new Error('It cannot be drawn.'))
          : Promise.resolve(fake === 'drawn' ? new Uint8Array(1) : undefined);
      },
    },
  );
  const show = (image: Fake): void =>
    maker({ ticket: 'ticket', image: image as unknown as HTMLImageElement });
  // Comes after all that is settled already.
  const rest = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  return { posted, tried, show, rest };
}

describe('The thumbnails that the page makes', () => {
  it('are made once for each ticket', async () => {
    const { posted, tried, show, rest } = makerOfTest();
    show('drawn');
    await rest();
    show('drawn');
    await rest();
    assert.deepEqual([tried, posted.length], [['drawn'], 1]);
  });

  it('are tried again where the image had gone, or could not be drawn', async () => {
    const { posted, tried, show, rest } = makerOfTest();
    for (const image of ['gone', 'broken', 'drawn'] as const) {
      show(image);
      await rest();
    }
    assert.deepEqual([tried, posted.length], [['gone', 'broken', 'drawn'], 1]);
  });

  it('are made of the element that shows the image when their turn comes', async () => {
    const { posted, tried, show, rest } = makerOfTest();
    show('gone');
    show('drawn');
    await rest();
    assert.deepEqual([tried, posted.length], [['drawn'], 1]);
  });
});
