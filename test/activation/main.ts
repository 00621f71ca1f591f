// Part of npm run bench: how long the extension host takes to load Easel's code and to call `activate`, as VS Code
// itself measures it. Prints one line of JSON.
import { until } from '../e2e/until';
import { openWorkbench, type Workbench } from '../e2e/workbench';

const trials = Number(process.argv[2] ?? 5);
const milliseconds: number[] = [];
while (milliseconds.length < trials) {
  const workbench = await openWorkbench();
  try {
    milliseconds.push(await activationMilliseconds(workbench));
  } finally {
    await workbench.dispose();
  }
}
console.log(JSON.stringify(milliseconds));

/** Code load and `activate` call together; the wait for what `activate` started is not in it. */
async function activationMilliseconds({ page, runCommand }: Workbench): Promise<number> {
  await runCommand('Developer: Show Running Extensions');
  const row = page.locator('.runtime-extensions-editor .monaco-list-row', { hasText: 'Easel' }).first();
  return until('the activation time of Easel is shown', async () => {
    const [, text] = /(\d+)ms/u.exec((await row.locator('.activation-time').textContent()) ?? '') ?? [];
    return text === undefined ? undefined : Number(text);
  });
}
