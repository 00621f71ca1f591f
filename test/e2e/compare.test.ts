import assert from 'node:assert/strict';
import { describeInWorkbench } from './describeInWorkbench';
import { panelPage } from './panelPage';
import { stagePage } from './stagePage';
import { until } from './until';
import { workspaceFiles } from './workspaceFiles';

describeInWorkbench('Comparing images', {}, (workbench) => {
  const panel = () => panelPage(workbench());
  const stage = () => stagePage(panel());
  const files = () => workspaceFiles(workbench().workspaceFolder);
  const press = (key: string) => workbench().page.keyboard.press(key);
  const compare = async (name: string): Promise<void> => {
    const tile = await panel().waitForResult(name);
    await tile.hover();
    await tile.getByTestId('result-compare').click();
    await stage().stage.waitFor();
  };

  before('generate an image and an edit of one', async () => {
    await panel().open();
    await panel().generate('A boat at dusk');
    await panel().waitForResult('a-boat-at-dusk.png');
    await panel().addReferences(['assets/logo.png']);
    await panel().generate('The logo in red');
    await panel().waitForResult('the-logo-in-red.png');
  });

  it('an edit opens against its original', async () => {
    await compare('the-logo-in-red.png');
    assert.deepEqual(await stage().captions(), [
      'Before: assets/logo.png',
      'After: images/the-logo-in-red.png',
    ]);
    await workbench().screenshot('compare-slider');
  });

  it('the divider is moved by keys and by the mouse', async () => {
    const divider = stage().byTestId('compare-divider');
    await divider.focus();
    await press('ArrowRight');
    assert.equal(await divider.getAttribute('aria-valuenow'), '52');
    await press('Home');
    assert.equal(await divider.getAttribute('aria-valuenow'), '0');
    const box = await divider.boundingBox();
    const panes = await stage().byTestId('compare-panes').boundingBox();
    assert.ok(box && panes);
    await workbench().page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await workbench().page.mouse.down();
    await workbench().page.mouse.move(panes.x + panes.width * 0.75, panes.y + 50);
    await workbench().page.mouse.up();
    await until('the divider follows', async () => (await divider.getAttribute('aria-valuenow')) === '75');
  });

  it('both images zoom and move as one, by keys, buttons, wheel and drag', async () => {
    const sameBoxes = async (): Promise<number> => {
      const [before, after] = await stage().boxes();
      assert.deepEqual(before, after);
      return before?.width ?? 0;
    };
    const whole = await sameBoxes();
    await stage().byTestId('compare-panes').focus();
    await press('+');
    await stage().byTestId('zoom-in').click();
    assert.equal(await stage().zoomLevel(), 'Zoom 156 %');
    assert.ok((await sameBoxes()) > whole * 1.5);
    await stage()
      .byTestId('compare-panes')
      .hover({ position: { x: 60, y: 60 } });
    await workbench().page.mouse.wheel(0, -100);
    await until('the wheel zooms', async () => (await stage().zoomLevel()) === 'Zoom 218 %');
    const [zoomed] = await stage().boxes();
    await stage().byTestId('compare-panes').focus();
    await press('ArrowLeft');
    const [panned] = await stage().boxes();
    assert.ok(zoomed && panned && panned.x > zoomed.x);
    await workbench().screenshot('compare-zoomed');
    await press('0');
    assert.equal(await sameBoxes(), whole);
  });

  it('shows both side by side', async () => {
    await stage().byTestId('compare-mode').getByText('Side by side').click();
    const [before, after] = await stage().boxes();
    assert.ok(before && after && after.x > before.x + before.width - 1);
    assert.ok(Math.abs(before.width - after.width) <= 1);
    await workbench().screenshot('compare-sides');
    await stage().byTestId('compare-mode').getByText('Slider').click();
  });

  it('keeps the focus inside, closes on Escape and gives the focus back', async () => {
    const seen = new Set<string | null | undefined>();
    await stage().byTestId('stage-close').focus();
    for (let count = 0; count < 14; count++) {
      seen.add(await stage().focused());
      await press('Tab');
    }
    assert.ok(seen.has('compare-panes') && seen.has('keep-edit') && seen.has('discard-edit'));
    assert.ok(!seen.has('prompt') && !seen.has('generate'));
    await press('Escape');
    await stage().waitUntilClosed();
    assert.equal(await stage().focused(), 'result-compare');
  });

  it('an image without an original asks what to compare it with, by keys alone', async () => {
    const tile = await panel().waitForResult('a-boat-at-dusk.png');
    await tile.getByTestId('result-open').focus();
    await tile.getByTestId('result-compare').focus();
    await press('Enter');
    await stage().byTestId('candidate').first().waitFor();
    await workbench().screenshot('compare-pick');
    assert.equal(await stage().focused(), 'candidate');
    await press('Enter');
    assert.deepEqual(await stage().captions(), [
      'Before: images/the-logo-in-red.png',
      'After: images/a-boat-at-dusk.png',
    ]);
    assert.equal(await stage().byTestId('decision').isVisible(), false);
  });

  it('takes any other image of the workspace', async () => {
    const other = stage().byTestId('compare-other');
    await other.press('Enter');
    await until('the focus is on an image', async () => (await stage().focused()) === 'candidate');
    await workbench().screenshot('compare-pick-another');
    await stage().byTestId('compare-back').press('Enter');
    await until('the focus is on the images', async () => (await stage().focused()) === 'compare-panes');
    assert.equal((await stage().captions())[0], 'Before: images/the-logo-in-red.png');
    await other.click();
    await stage().byTestId('compare-any').click();
    await workbench().pickQuickItem('assets/harbor.jpg');
    await until('it is shown', async () => (await stage().captions())[0] === 'Before: assets/harbor.jpg');
    await press('Escape');
  });

  it('an edit takes the place of its original after one question, and Undo brings it back', async () => {
    const original = await files().sha256Of('assets/logo.png');
    const edit = await files().sha256Of('images/the-logo-in-red.png');
    await compare('the-logo-in-red.png');
    await stage().byTestId('replace-original').click();
    const asked = await workbench().answerDialog('Replace');
    assert.match(
      asked,
      /Replace the content of assets\/logo\.png with that of images\/the-logo-in-red\.png\?/,
    );
    await until('the file holds the edit', async () => (await files().sha256Of('assets/logo.png')) === edit);
    await stage().byTestId('undo-replace').waitFor();
    // What it was before is still there to be looked at.
    assert.equal((await stage().captions())[0], 'Before: assets/logo.png');
    await workbench().screenshot('compare-replaced');
    await stage().byTestId('undo-replace').click();
    await until('the original is back', async () => {
      return (await files().sha256Of('assets/logo.png')) === original;
    });
    await stage().byTestId('replace-original').waitFor();
    await press('Escape');
    await workbench().clearNotifications();
  });

  it('there is one Undo, which is there also when the stage is opened again', async () => {
    const original = await files().sha256Of('assets/logo.png');
    await compare('the-logo-in-red.png');
    await stage().byTestId('replace-original').click();
    await workbench().answerDialog('Replace');
    await stage().byTestId('delete-edit').waitFor();
    await stage().byTestId('undo-replace').focus();
    await press('Escape');
    await stage().waitUntilClosed();
    await compare('the-logo-in-red.png');
    await stage().byTestId('undo-replace').click();
    await until('the original is back', async () => {
      return (await files().sha256Of('assets/logo.png')) === original;
    });
    await stage().byTestId('replace-original').waitFor();
    assert.equal(await stage().byTestId('delete-edit').isVisible(), false);
    await press('Escape');
    await stage().waitUntilClosed();
  });

  it('discards an edit through the deletion of VS Code', async () => {
    await compare('the-logo-in-red.png');
    await stage().byTestId('discard-edit').click();
    await workbench().answerDialog('Delete Permanently');
    await stage().waitUntilClosed();
    assert.deepEqual(await files().namesIn('images'), ['a-boat-at-dusk.png']);
  });
});
