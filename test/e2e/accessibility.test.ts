import assert from 'node:assert/strict';
import { findViolations } from './axe';
import { panelPage } from './panelPage';
import { describeWithProviders, setBothKeys } from './providers';
import type { Theme, WorkbenchOptions } from './workbench';

const themes: readonly Theme[] = ['dark', 'light', 'hc-black', 'hc-light'];

/** Of the page: narrow, usual and wide. */
const widths = [320, 700, 1400];

/** The rest of the window, with the side bar closed. */
const widthOfWorkbench = 56;

const options: WorkbenchOptions = {
  settings: {
    'easel.presets': [
      { name: 'Flat', after: ', flat illustration' },
      { name: 'Banner', before: 'A wide banner:' },
    ],
  },
  files: { '.easel/style.md': 'Only shades of blue.' },
};

describeWithProviders('axe-core finds nothing in the panel', options, (workbench, providers) => {
  const panel = () => panelPage(workbench());

  before('fill the panel with all that it can show', async () => {
    const { imini, blue } = providers();
    await setBothKeys(workbench(), providers());
    await panel().open();
    await panel().addReferences(['assets/logo.png', 'assets/harbor.jpg']);
    await panel().frame.getByTestId('presets').click();
    await workbench().pickQuickItems(['Flat', 'Banner']);
    await panel().generate('A boat at dusk');
    await panel().waitForResult('a-boat-at-dusk.png');
    imini.script({ kind: 'policy', reason: 'Prompt contains disallowed content: a living person' });
    await panel().generate('A famous person');
    await panel().waitForJob('failed');
    await panel().chooseModel('infinityblue/nanobanana_pro');
    blue.script({ kind: 'hold' });
    await panel().generate('A boat under way');
    await blue.waitForHeld();
    await panel().waitForJob('running');
    // A problem: this model knows no style.
    await panel().chooseModel('imini/google/nano-banana-pro');
    await panel().clickInReference(0, 'Use for Style Only');
    await panel().chooseModel('infinityblue/nanobanana_pro');
    await workbench().runCommand('View: Toggle Primary Side Bar Visibility');
  });

  after('let the job go', () => providers().blue.release());

  async function openEverything(): Promise<void> {
    await panel()
      .frame.locator('details')
      .evaluateAll((all) => all.forEach((each) => each.setAttribute('open', '')));
  }

  for (const theme of themes) {
    for (const width of widths) {
      it(`in ${theme}, ${width} pixels wide`, async () => {
        const { page, setTheme, panelFrame, screenshot } = workbench();
        if (width === widths[0]) {
          await setTheme(theme);
          await panel().open();
        }
        await page.setViewportSize({ width: width + widthOfWorkbench, height: 1000 });
        // In a narrow panel the images stand below the form, and only what is in sight is drawn.
        await (await panelFrame()).evaluate(() => window.scrollTo(0, document.body.scrollHeight));
        await panel().waitForResult('a-boat-at-dusk.png');
        await panel().waitForJob('running');
        await openEverything();
        await panel().results.first().hover();
        const frame = await panelFrame();
        const inner = await frame.evaluate(() => window.innerWidth);
        assert.ok(Math.abs(inner - width) < 12, `the page is ${inner} pixels wide`);
        await screenshot(`axe-${theme}-${width}`);
        // No rule is off, and no pair of VS Code's colours needs an exception in these themes.
        assert.deepEqual(await findViolations(frame), []);
      });
    }
  }
});
