import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { describeInWorkbench } from './describeInWorkbench';
import { panelPage } from './panelPage';
import { quickInput } from './quickInput';
import { until } from './until';
import type { Workbench } from './workbench';

describeInWorkbench('Two windows on one folder', {}, (workbench) => {
  let second: Page | undefined;
  const panel = () => panelPage(workbench());
  const panelOf = (page: Page) =>
    panelPage({ ...workbench(), page, ...quickInput(page) } satisfies Workbench);

  before('open the panel in both', async () => {
    await panel().open();
    await panel().prompt.fill('A boat');
    second = await workbench().page.context().newPage();
    second.setDefaultTimeout(45_000);
    await second.goto(workbench().page.url());
    await second.locator('.monaco-workbench .explorer-folders-view .monaco-list-row').first().waitFor();
    await panelOf(second).open();
  });

  it('show the images of each other', async () => {
    await panelOf(second!).generate('A dog');
    await panelOf(second!).waitForResult('a-dog.png');
    await workbench().page.bringToFront();
    await panel().waitForResult('a-dog.png');
    await workbench().screenshot('two-windows');
  });

  it('keep each its own form, also when they are reloaded', async () => {
    await second!.bringToFront();
    await panelOf(second!).prompt.fill('A dog in the rain');
    await workbench().page.bringToFront();
    assert.equal(await panel().prompt.inputValue(), 'A boat');
    await panel().prompt.fill('A boat at dusk');
    await second!.bringToFront();
    await panelOf(second!).prompt.fill('A dog in the snow');
    await workbench().page.bringToFront();
    await workbench().reload({ keptText: 'A dog in the snow' });
    await until('the panel is back', async () => (await panel().prompt.inputValue()) !== '');
    assert.equal(await panel().prompt.inputValue(), 'A boat at dusk');
    await second!.close();
  });
});
