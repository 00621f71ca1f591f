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
    await panel().chooseModel('openai/gpt-image-2.6-flare');
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

  it('a negative prompt and thinking stand there as well, and what was chosen comes back with its model', async () => {
    await panel().chooseModel('gemini/gemini-nano-banana-2.1');
    await panel().chooseOption('aspect-ratio', '21:9');
    await field('thinking').locator('label.choice', { hasText: 'high' }).click();
    await panel().chooseModel('automatic1111/current');
    assert.ok(await field('thinking').isHidden());
    await field('negative-prompt').fill('fog, people');
    await field('negative-prompt').scrollIntoViewIfNeeded();
    await workbench().screenshot('form-negative-dark');
    await panel().chooseModel('gemini/gemini-nano-banana-2.1');
    assert.ok(await field('negative-prompt').isHidden());
    assert.equal(await field('thinking').locator('input:checked').inputValue(), 'high');
    assert.equal(await panel().chosenOption('aspect-ratio'), '21:9');
    await field('thinking').scrollIntoViewIfNeeded();
    await workbench().screenshot('form-thinking-dark');
    await panel().chooseModel('automatic1111/current');
    assert.equal(await field('negative-prompt').inputValue(), 'fog, people');
  });

  it('a model list that cannot be asked for says why', async () => {
    const refresh = field('refresh-models');
    for (const [model, reason] of [
      ['placeholder/placeholder', 'Placeholder has no list of models that can be asked for.'],
      ['openai/gpt-image-2', 'OpenAI needs an API key.'],
    ] as const) {
      await panel().chooseModel(model);
      assert.deepEqual(
        [await refresh.getAttribute('aria-disabled'), await refresh.getAttribute('title')],
        ['true', reason],
      );
    }
  });

  it('models without a key say so where they are compared, and their key is set from there', async () => {
    await workbench().setTheme('hc-black');
    await panel().open();
    await field('compare-models').click();
    const heading = panel().frame.locator('.compare-heading').filter({ hasText: 'Google Gemini' });
    assert.equal(await heading.locator('span').innerText(), 'Google Gemini needs an API key.');
    const local = panel().frame.locator('.compare-heading').filter({ hasText: 'AUTOMATIC1111' });
    assert.equal(await local.innerText(), 'AUTOMATIC1111');
    await heading.scrollIntoViewIfNeeded();
    await workbench().screenshot('compare-keys-contrast');
    await heading.getByTestId('compare-set-key').press('Enter');
    await workbench().waitForQuickInput('Easel: API Key of Google Gemini');
    await workbench().closeQuickInput();
    await field('compare-models').click();
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
    await field('compare-models').click();
    await panel().frame.locator('.compare-heading').first().scrollIntoViewIfNeeded();
    await workbench().screenshot('compare-keys-narrow');
    await field('compare-models').click();
    await panel().chooseModel('openai/gpt-image-2');
    await field('output-format').scrollIntoViewIfNeeded();
    await workbench().screenshot('form-options-narrow-openai');
    await panel().chooseModel('fal/fal-ai/flux-2-pro');
    await field('seed').scrollIntoViewIfNeeded();
    await workbench().screenshot('form-options-fal');
  });
});
