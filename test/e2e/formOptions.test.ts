import assert from 'node:assert/strict';
import { describeInWorkbench } from './describeInWorkbench';
import { panelPage } from './panelPage';

describeInWorkbench('Background, file format and seed in the form', {}, (workbench) => {
  const panel = () => panelPage(workbench());
  const field = (id: string) => panel().frame.getByTestId(id);
  const reason = () => panel().frame.locator('#generate-reason').textContent();

  before(() => panel().open());

  it('stand in the form of a model that has them alone', async () => {
    assert.ok(await field('background').isHidden());
    assert.ok(await field('seed').isHidden());
    await panel().prompt.fill('A paper boat');
    await panel().chooseModel('openai/gpt-image-2');
    await field('background').locator('label.choice', { hasText: 'transparent' }).click();
    await field('output-format').locator('label.choice', { hasText: 'jpeg' }).click();
    assert.match((await reason()) ?? '', /needs a file format with transparency/u);
    await field('output-format').scrollIntoViewIfNeeded();
    await workbench().screenshot('form-options-dark');
    // Generate leads to where it is mended, and posts nothing.
    await panel().prompt.press('Control+Enter');
    await workbench().page.keyboard.press('ArrowRight');
    assert.equal(await field('output-format').locator('input:checked').inputValue(), 'webp');
    assert.equal(await reason(), '');
  });

  it('a seed is typed, in light and in 320 pixels', async () => {
    await workbench().setTheme('light');
    await panel().open();
    await panel().chooseModel('automatic1111/current');
    assert.ok(await field('background').isHidden());
    await field('seed').pressSequentially('99x99999999');
    assert.equal(await field('seed').inputValue(), '9999999999');
    assert.match((await reason()) ?? '', /whole number from 0 to 4294967295/u);
    await field('seed').scrollIntoViewIfNeeded();
    await workbench().screenshot('form-options-light');
    await field('seed').fill('42');
    await workbench().runCommand('View: Toggle Primary Side Bar Visibility');
    await workbench().page.setViewportSize({ width: 376, height: 900 });
    await panel().open();
    assert.equal(await field('seed').inputValue(), '42');
    await field('seed').scrollIntoViewIfNeeded();
    await workbench().screenshot('form-options-narrow');
    await panel().chooseModel('openai/gpt-image-2');
    await field('output-format').scrollIntoViewIfNeeded();
    await workbench().screenshot('form-options-narrow-openai');
    await panel().chooseModel('fal/fal-ai/flux-2-pro');
    await field('seed').scrollIntoViewIfNeeded();
    await workbench().screenshot('form-options-fal');
  });
});
