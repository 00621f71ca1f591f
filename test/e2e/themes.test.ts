import assert from 'node:assert/strict';
import { describeInWorkbench } from './describeInWorkbench';
import { panelPage } from './panelPage';
import type { Theme } from './workbench';

const themes: readonly Theme[] = ['dark', 'light', 'hc-black', 'hc-light'];

describeInWorkbench('The panel looks right and complains of nothing', {}, (workbench) => {
  const complaints: string[] = [];
  const panel = () => panelPage(workbench());

  before('listen, and fill the panel', async () => {
    workbench().page.on('console', (message) => {
      const { url } = message.location();
      const isOurs = /easel/i.test(url) && message.type() === 'error';
      if (isOurs || message.text().includes('Content Security Policy')) {
        complaints.push(`${message.text()} (${url})`);
      }
    });
    workbench().page.on('pageerror', (error) => {
      if (/easel/i.test(error.stack ?? '')) {
        complaints.push(String(error));
      }
    });
    await panel().open();
    await panel().addReferences(['assets/logo.png', 'assets/harbor.jpg']);
    await panel().generate('A boat at dusk');
    await panel().waitForResult('a-boat-at-dusk.png');
  });

  afterEach('ask what the console said', () => assert.deepEqual(complaints, []));

  for (const theme of themes) {
    it(`in ${theme}`, async () => {
      await workbench().setTheme(theme);
      await panel().open();
      await panel().waitForResult('a-boat-at-dusk.png');
      await panel().results.first().hover();
      await workbench().screenshot(`theme-${theme}`);
    });
  }

  it('at 320 pixels', async () => {
    await workbench().setTheme('dark');
    await workbench().runCommand('View: Toggle Primary Side Bar Visibility');
    await workbench().page.setViewportSize({ width: 376, height: 900 });
    await panel().open();
    await panel().waitForResult('a-boat-at-dusk.png');
    const { scroll, client } = await panel()
      .frame.locator('html')
      .evaluate((html) => ({ scroll: html.scrollWidth, client: html.clientWidth }));
    assert.ok(scroll <= client, `${scroll} pixels of content in ${client}`);
    await workbench().screenshot('theme-narrow');
  });
});
