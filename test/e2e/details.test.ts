import assert from 'node:assert/strict';
import { startOpenaiServer } from '../servers/openai';
import { panelPage } from './panelPage';
import { describeWithProviders, setBothKeys } from './providers';
import { stagePage } from './stagePage';
import { until } from './until';

const longLabel = 'Quarterly-Marketing-Illustrations-Finetune-of-the-House';

describeWithProviders(
  'The panel in its details',
  { blueRow: { models: [{ id: 'nanobanana_pro', label: longLabel }] } },
  (workbench, providers) => {
    const panel = () => panelPage(workbench());
    const stage = () => stagePage(panel());
    const press = (key: string) => workbench().page.keyboard.press(key);
    const widths = [376, 556, 1256];
    /** VS Code's own strip at the side takes 56 pixels. */
    const showAt = (width: number) => workbench().page.setViewportSize({ width, height: 900 });

    before('open the panel', async () => {
      await setBothKeys(workbench(), providers());
      await workbench().runCommand('View: Toggle Primary Side Bar Visibility');
      await panel().open();
    });

    afterEach('as wide as before', () => workbench().page.setViewportSize({ width: 1280, height: 800 }));

    it('no choice is wider than its button, whatever the model offers', async () => {
      const models = await panel()
        .model.locator('option')
        .evaluateAll((options) => options.map((option) => (option as HTMLOptionElement).value));
      assert.ok(models.length > 10);
      for (const width of widths) {
        await showAt(width);
        for (const model of models) {
          await panel().chooseModel(model);
          const over = await panel()
            .frame.locator('label.choice')
            .evaluateAll((choices) =>
              choices.flatMap((choice) => {
                const words = choice.querySelector('span:last-child');
                const isCut = words !== null && words.scrollWidth > words.clientWidth;
                return choice.scrollWidth > choice.clientWidth || isCut ? [choice.textContent] : [];
              }),
            );
          assert.deepEqual(over, [], `${model} at ${width}`);
        }
      }
    });

    it('a model of which nothing is known says in its empty fields what they are for', async () => {
      await panel().chooseModel('imini/google/nano-banana-2');
      await workbench().runCommand('Easel: Select Model');
      await workbench().filterQuickItems('imini');
      await workbench().pickQuickItem('Another model of imini…');
      await workbench().fillQuickInput('vendor/next-year');
      await panel().open();
      await until('the panel takes it over', async () =>
        (await panel().model.inputValue()).endsWith('vendor/next-year'),
      );
      const hints = await panel()
        .frame.locator('fieldset .text-input')
        .evaluateAll((inputs) =>
          inputs.filter((input) => input.checkVisibility()).map((input) => input.getAttribute('placeholder')),
        );
      assert.ok(hints.length > 2);
      assert.deepEqual(
        hints.filter((hint) => !/^Auto, or a value such as \S/u.test(hint ?? '')),
        [],
      );
      await workbench().screenshot('details-unknown-model');
    });

    it('Select Model finds the models of a provider by its name, and says it in every line', async () => {
      await workbench().runCommand('Easel: Select Model');
      await workbench().filterQuickItems('imini');
      const rows = workbench().page.locator('.quick-input-list .monaco-list-row');
      await until('its models are listed', async () => (await rows.count()) > 3);
      const texts = await rows.allInnerTexts();
      await workbench().screenshot('details-select-model');
      await workbench().closeQuickInput();
      assert.deepEqual(
        texts.filter((text) => !text.includes('imini') && !text.includes('Add Provider…')),
        [],
      );
      assert.ok(
        texts.some((text) => text.includes('Nano Banana 2')),
        texts.join('\n'),
      );
    });

    it('the images of a comparison stand in columns that do not lie over each other', async () => {
      await panel().chooseModel('infinityblue/nanobanana_pro');
      await panel().frame.getByTestId('compare-models').click();
      await panel().frame.locator('input[value="imini/google/nano-banana-2"]').check({ force: true });
      await panel().generate('A kite');
      const members = panel().frame.getByTestId('member');
      await until('both images are there', async () => {
        const loaded = await members
          .locator('img')
          .evaluateAll(
            (images) => images.filter((image) => (image as HTMLImageElement).naturalWidth > 0).length,
          );
        return loaded === 2;
      });
      for (const width of widths) {
        await showAt(width);
        await workbench().screenshot(`details-comparison-${width}`);
        const over = await members.evaluateAll((elements) =>
          elements.flatMap((element) => {
            const right = element.getBoundingClientRect().right + 1;
            const all = Array.from(element.querySelectorAll('.member-head, .tile, .image-box'));
            return all
              .filter((each) => each.getBoundingClientRect().right > right)
              .map((each) => each.className);
          }),
        );
        assert.deepEqual(over, [], `at ${width}`);
      }
    });

    it('a right click offers Cut and Paste where there is text, and not on a tile', async () => {
      const { page } = workbench();
      const menu = page.locator('.monaco-menu');
      await panel().prompt.click({ button: 'right' });
      await menu.getByRole('menuitem', { name: 'Paste' }).waitFor();
      await until('the menu closes', async () => {
        await press('Escape');
        return (await menu.count()) === 0;
      });
      const tile = await panel().waitForResult('a-kite');
      await tile.scrollIntoViewIfNeeded();
      await tile.getByTestId('result-open').click({ button: 'right' });
      const wanted = await panel().frame.locator('body').getAttribute('data-vscode-context');
      assert.deepEqual(JSON.parse(wanted ?? ''), { preventDefaultContextMenuItems: true });
      // Where one opens at all, it comes with the next click at the latest.
      await panel().prompt.click({ button: 'right' });
      await menu.getByRole('menuitem', { name: 'Paste' }).waitFor();
      assert.equal(await menu.count(), 1);
      await press('Escape');
    });

    it('Escape in the list of another image goes back to the comparison, and from there to the panel', async () => {
      const tile = await panel().waitForResult('a-kite');
      await tile.hover();
      await tile.getByTestId('result-compare').click();
      await stage().byTestId('candidate').first().click();
      await stage().byTestId('compare-panes').waitFor();
      await stage().byTestId('compare-other').click();
      await until('the focus is on an image', async () => (await stage().focused()) === 'candidate');
      await press('Escape');
      await until('the focus is on the images', async () => (await stage().focused()) === 'compare-panes');
      await press('Escape');
      await stage().waitUntilClosed();
    });

    it('Refine begins with the model that made the image and says so', async () => {
      await panel().chooseModel('imini/google/nano-banana-2');
      const tile = await panel().waitForResult('a-kite');
      const facts = await tile.locator('.tile-facts').getAttribute('title');
      await tile.hover();
      await panel().clickInResult(tile, 'refine');
      await stage().byTestId('refine-prompt').waitFor();
      const isOther = facts?.includes(longLabel) === true;
      assert.equal(
        await stage().byTestId('refine-model').inputValue(),
        isOther ? 'infinityblue/nanobanana_pro' : 'imini/google/nano-banana-2',
      );
      assert.match(await stage().byTestId('refine-note').innerText(), /made this image\.$/u);
      await workbench().screenshot('details-refine');
      await press('Escape');
      await stage().waitUntilClosed();
    });

    it('of several images that are selected in Explorer the one that was clicked is edited', async () => {
      await workbench().runCommand('View: Toggle Primary Side Bar Visibility');
      await workbench().explorerContextMenu(
        ['assets/harbor.jpg', 'assets/logo.png'],
        ['Easel', 'Edit Image…'],
      );
      await workbench().waitForQuickInput('Easel: Edit assets/logo.png, assets/harbor.jpg');
      await workbench().closeQuickInput();
    });

    it('the last step of Add Provider takes Enter for the first model of the list', async () => {
      const { runCommand, waitForQuickInput, pickQuickItem, fillQuickInput, quickInputItems } = workbench();
      const at = (step: number): Promise<void> => waitForQuickInput(`Easel: Add Provider (${step}/7)`);
      const gateway = await startOpenaiServer();
      await runCommand('Easel: Add Provider…');
      await at(1);
      await pickQuickItem('OpenAI-compatible images');
      await at(2);
      await fillQuickInput('Our Gateway');
      await at(3);
      await fillQuickInput('our-gateway');
      await at(4);
      await fillQuickInput(gateway.url);
      await at(5);
      await pickQuickItem('Bearer');
      await at(6);
      await fillQuickInput(gateway.key);
      await at(7);
      const [first = ''] = await quickInputItems();
      await press('Enter');
      await workbench().answerDialog('Save');
      await workbench().waitForNotification(`Images now come from ${first}`);
      await gateway.stop();
    });
  },
);
