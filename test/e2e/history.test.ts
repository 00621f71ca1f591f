import assert from 'node:assert/strict';
import { rename, rm } from 'node:fs/promises';
import { describeInWorkbench } from './describeInWorkbench';
import { panelPage } from './panelPage';
import { seedHistory } from './seededHistory';
import { until } from './until';
import { workspaceFiles } from './workspaceFiles';

const total = 10_000;

describeInWorkbench(
  'The history of 10,000 images',
  { prepareStorage: seedHistory({ count: total, withThumbnails: false }) },
  (workbench) => {
    const panel = () => panelPage(workbench());
    const byTestId = (id: string) => panel().frame.getByTestId(id);
    const count = () => byTestId('history-count').innerText();
    const untilCount = (expected: string) =>
      until(`${expected} entries match`, async () => (await count()) === expected);
    const tile = (position: number) =>
      panel().frame.locator(`[data-testid="result"][aria-posinset="${position}"]`);
    const focusedPosition = () =>
      panel()
        .frame.locator(':focus')
        .evaluate((element) => element.closest('li')?.ariaPosInSet);
    const press = (key: string) => workbench().page.keyboard.press(key);

    before('open the panel', async () => {
      await panel().open();
      await untilCount('10,000');
    });

    it('lists all of them, of which the page holds only those near the window', async () => {
      const most = 60;
      const seen = new Set<string>();
      const html = panel().frame.locator('html');
      const height = await html.evaluate((element) => element.scrollHeight);
      assert.ok(height > 1_000_000, `${height} pixels`);
      const firstPosition = async () => (await panel().results.first().getAttribute('aria-posinset')) ?? '';
      for (const part of [0, 0.2, 0.5, 0.9, 1]) {
        await html.evaluate((element, top) => element.scrollTo({ top }), height * part);
        await until('the images of this part are shown', async () => !seen.has(await firstPosition()));
        await untilDrawn();
        const tiles = await panel().frame.locator('.results > li').count();
        const elements = await panel().frame.locator('.gallery *').count();
        assert.ok(tiles <= most, `${tiles} tiles`);
        assert.ok(elements <= most * 30, `${elements} elements`);
        seen.add(await firstPosition());
        assert.equal(await panel().results.first().getAttribute('aria-setsize'), String(total));
      }
      assert.equal(seen.size, 5);
      await html.evaluate((element) => element.scrollTo({ top: 0 }));
    });

    it('is walked through by keys, and Tab leads to what can be done with an image', async () => {
      await tile(1).waitFor();
      await byTestId('history-references').focus();
      await press('Tab');
      await until('the first image has the focus', async () => (await focusedPosition()) === '1');
      await press('ArrowRight');
      assert.equal(await focusedPosition(), '2');
      await press('ArrowDown');
      const below = Number(await focusedPosition());
      assert.ok(below > 2);
      await press('PageDown');
      assert.ok(Number(await focusedPosition()) > below);
      await press('End');
      await until('the oldest has the focus', async () => (await focusedPosition()) === String(total));
      await tile(total).waitFor();
      assert.match(await tile(total).innerText(), /seeded-0\.png/);
      await until('it still has the focus', async () => (await focusedPosition()) === String(total));
      await press('ArrowLeft');
      assert.equal(await focusedPosition(), String(total - 1));
      await workbench().screenshot('history-end');
      await press('Home');
      await tile(1).waitFor();
      await until('the newest has the focus', async () => (await focusedPosition()) === '1');
      await press('Tab');
      const label = await panel().frame.locator(':focus').getAttribute('aria-label');
      assert.equal(label, 'Favourite');
    });

    it('says what is gone', async () => {
      await toTop();
      assert.match(await tile(1).locator('.difference').innerText(), /The file is gone/);
      await untilFirst(/Number 9999/);
    });

    it('is searched in all prompts while one types', async () => {
      await byTestId('history-search').pressSequentially('zeppelin');
      await untilCount('100');
      await untilFirst(/Number 9900: a lighthouse with a Zeppelin/);
      await until('the number is announced', async () =>
        (await panel().liveRegion.innerText()).includes('100 images found'),
      );
      await workbench().screenshot('history-search');
      await byTestId('history-search').fill('number 4200: zeppelin');
      await untilCount('1');
      await byTestId('history-search').fill('a word of no prompt');
      await panel().frame.getByText('No image of the history matches.').waitFor();
      await panel().frame.getByRole('button', { name: 'Clear Filters' }).click();
      await untilCount('10,000');
    });

    it('is filtered by model, date and references', async () => {
      await byTestId('history-model').selectOption('imini/');
      await untilCount('5,000');
      await byTestId('history-model').selectOption('');
      await byTestId('history-references').click();
      await untilCount('1,000');
      assert.equal(await byTestId('history-references').getAttribute('aria-pressed'), 'true');
      await byTestId('history-references').click();
      await byTestId('history-date').selectOption('0');
      await until('the date counts', async () => Number((await count()).replaceAll(',', '')) < total);
      await byTestId('history-date').selectOption('');
      await untilCount('10,000');
    });

    it('is found as it was left when another editor has hidden the panel', async () => {
      const html = panel().frame.locator('html');
      await byTestId('history-search').fill('zeppelin');
      await byTestId('history-date').selectOption('364');
      await untilFirst(/zeppelin/i);
      const shown = await count();
      assert.notEqual(shown, '10,000');
      await html.evaluate((element) => element.scrollTo({ top: element.scrollHeight / 2 }));
      await untilDrawn();
      const left = await firstInSight();
      assert.ok(Number(left) > 1, left);
      await workbench().openFile('README.md');
      await byTestId('history-search').waitFor({ state: 'hidden' });
      await workbench().page.locator('.tabs-container .tab', { hasText: 'Easel' }).click();
      await untilCount(shown);
      assert.equal(await byTestId('history-search').inputValue(), 'zeppelin');
      assert.equal(await byTestId('history-date').inputValue(), '364');
      await until('the same image is in sight', async () => (await firstInSight()) === left);
      await untilDrawn();
      await workbench().screenshot('history-again');
      await byTestId('history-date').selectOption('');
      await byTestId('history-search').fill('');
      await untilCount('10,000');
      await toTop();
    });

    it('keeps favourites', async () => {
      await tile(3).hover();
      await tile(3).getByTestId('result-star').click();
      await until(
        'the star is set',
        async () => (await tile(3).getByTestId('result-star').getAttribute('aria-pressed')) === 'true',
      );
      await byTestId('history-favourites').click();
      await untilCount('1');
      await untilFirst(/seeded-9997\.png/);
      await byTestId('history-favourites').click();
      await untilFirst(/Number 9999/);
    });

    it('shows the difference to the form by keys, and leaves the form alone', async () => {
      await panel().prompt.fill('My own words');
      await byTestId('history-references').focus();
      await press('Tab');
      await press('Home');
      await until('the newest has the focus', async () => (await focusedPosition()) === '1');
      for (let stops = 0; stops < 5; stops++) {
        if ((await panel().frame.locator(':focus').getAttribute('data-testid')) === 'result-more') {
          break;
        }
        await press('Tab');
      }
      await press('Enter');
      await byTestId('menu').waitFor();
      await workbench().screenshot('history-menu');
      await press('s');
      await press('Enter');
      const difference = byTestId('recipe-difference');
      await difference.waitFor();
      const words = await difference.innerText();
      assert.match(words, /My own words/);
      assert.match(words, /Number 9999/);
      assert.equal(await panel().prompt.inputValue(), 'My own words');
      await workbench().screenshot('history-difference');
      await press('Escape');
      await byTestId('recipe-card').waitFor({ state: 'hidden' });
    });

    it('takes the prompt alone over into the form', async () => {
      const model = await panel().model.inputValue();
      await panel().clickInResult(tile(2), 'usePromptOnly');
      await until('the prompt is there', async () =>
        (await panel().prompt.inputValue()).startsWith('Number 9998'),
      );
      assert.equal(await panel().model.inputValue(), model);
    });

    it('takes a whole recipe over, and says which references are missing', async () => {
      await byTestId('history-search').fill('number 9990:');
      await untilCount('1');
      await untilFirst(/Number 9990/);
      await panel().clickInResult(tile(1), 'useRecipe');
      await until('the model is there', async () =>
        (await panel().model.inputValue()).startsWith('infinityblue/'),
      );
      assert.match(await panel().prompt.inputValue(), /^Number 9990/);
      assert.equal(await panel().chosenOption('aspect-ratio'), '16:9');
      await workbench().waitForNotification(/no longer here: assets\/gone\.png/);
      await workbench().clearNotifications();
      await byTestId('history-search').fill('');
      await untilCount('10,000');
    });

    // There is no file of it, so that deleting it is the same.
    for (const action of ['remove', 'delete'] as const) {
      it(`forgets an entry, which can be taken back (${action})`, async () => {
        await untilFirst(/Number 9999/);
        await panel().clickInResult(tile(1), action);
        await untilCount('9,999');
        await workbench().clickNotificationButton({ message: /removed from the history/, button: 'Undo' });
        await untilCount('10,000');
      });
    }

    it('keeps a new image when its file goes, as a thumbnail', async () => {
      const files = workspaceFiles(workbench().workspaceFolder);
      await panel().chooseModel('placeholder/placeholder');
      await panel().generate('A thumbnail that stays');
      await toTop();
      const made = await panel().waitForResult('a-thumbnail-that-stays.png');
      assert.equal(await count(), '10,001');
      await until('it is shown as a thumbnail', async () =>
        (await made.locator('img').getAttribute('src'))?.includes('thumbnails'),
      );
      await files.waitForFile('images/a-thumbnail-that-stays.png');
      await rm(files.absolute('images/a-thumbnail-that-stays.png'));
      await workbench().runCommand('View: Close Editor');
      await panel().open();
      const gone = await panel().waitForResult('a-thumbnail-that-stays.png');
      assert.match(await gone.locator('.difference').innerText(), /The file is gone/);
      await workbench().screenshot('history-thumbnail');
    });

    it('finds an image again that was moved outside VS Code', async () => {
      const files = workspaceFiles(workbench().workspaceFolder);
      await panel().generate('An image that moves');
      await toTop();
      await panel().waitForResult('an-image-that-moves.png');
      await rename(files.absolute('images/an-image-that-moves.png'), files.absolute('docs/moved.png'));
      await workbench().runCommand('View: Close Editor');
      await panel().open();
      const found = await panel().waitForResult('moved.png');
      assert.equal(await found.locator('.tile-name').getAttribute('title'), 'docs/moved.png');
      await until('it counts as there', async () => (await found.getAttribute('data-missing')) === null);
    });

    it('offers the recipe of an image that is dropped beside the form', async () => {
      const files = workspaceFiles(workbench().workspaceFolder);
      await panel().prompt.fill('My own words');
      const bytes = Array.from(await files.read('docs/moved.png'));
      await drop('dropped.png', bytes);
      await byTestId('recipe-card').waitFor();
      assert.match(
        await byTestId('recipe-card').innerText(),
        /Recipe of dropped\.png[\s\S]*An image that moves/,
      );
      assert.equal(await panel().prompt.inputValue(), 'My own words');
      await workbench().screenshot('history-drop');
      await byTestId('recipe-card').getByTestId('usePromptOnly').click();
      await until(
        'the prompt is there',
        async () => (await panel().prompt.inputValue()) === 'An image that moves',
      );
      await drop('plain.png', Array.from(await files.read('assets/sun.png')));
      await byTestId('recipe-note').waitFor();
      assert.match(await byTestId('recipe-note').innerText(), /plain\.png carries no recipe/);
    });

    for (const theme of ['light', 'hc-black'] as const) {
      it(`looks right in ${theme}`, async () => {
        await workbench().setTheme(theme);
        await panel().open();
        await tile(1).hover();
        await workbench().screenshot(`history-${theme}`);
      });
    }

    it('fits 320 pixels', async () => {
      await workbench().runCommand('View: Toggle Primary Side Bar Visibility');
      await workbench().page.setViewportSize({ width: 376, height: 900 });
      await panel().open();
      await byTestId('history-search').scrollIntoViewIfNeeded();
      const { scroll, client } = await panel()
        .frame.locator('html')
        .evaluate((html) => ({ scroll: html.scrollWidth, client: html.clientWidth }));
      assert.ok(scroll <= client, `${scroll} pixels of content in ${client}`);
      await tile(1).hover();
      await workbench().screenshot('history-narrow');
      await workbench().page.setViewportSize({ width: 1280, height: 800 });
    });

    it('is cleared after a question', async () => {
      await panel().open();
      await byTestId('history-menu').click();
      await byTestId('menu').getByTestId('history-clear').click();
      assert.match(await workbench().answerDialog('Clear History'), /10,?002 entries/);
      await until('nothing is left', async () => (await panel().results.count()) === 0);
      await panel().frame.getByText('Images you generate are saved').waitFor();
    });

    /** A list is drawn a moment after its number is known. */
    async function untilFirst(words: RegExp): Promise<void> {
      await until(`the first entry says ${String(words)}`, async () =>
        words.test(await tile(1).innerText({ timeout: 1000 })),
      );
    }

    async function untilDrawn(): Promise<void> {
      await until('what is in sight is drawn', async () => {
        const drawn = await panel().results.count();
        return drawn > 0 && (await byTestId('result-skeleton').count()) === 0;
      });
    }

    /** The position of the first image that is in sight, whole or in part. */
    function firstInSight(): Promise<string> {
      return panel().results.evaluateAll(
        (tiles) =>
          tiles.find((each) => each.getBoundingClientRect().bottom > 0)?.getAttribute('aria-posinset') ?? '',
      );
    }

    function toTop(): Promise<void> {
      return panel()
        .frame.locator('html')
        .evaluate((element) => element.scrollTo({ top: 0 }));
    }

    async function drop(name: string, bytes: readonly number[]): Promise<void> {
      await panel()
        .frame.locator('.gallery')
        .evaluate(
          (gallery, file) => {
            const dataTransfer = new DataTransfer();
            dataTransfer.items.add(new File([new Uint8Array(file.bytes)], file.name, { type: 'image/png' }));
            for (const type of ['dragenter', 'dragover', 'drop']) {
              gallery.dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true }));
            }
          },
          { name, bytes: Array.from(bytes) },
        );
    }
  },
);
