// Part of npm run bench: how long the extension host takes to load Easel's code and to call `activate`, as VS Code
// itself measures it, beside an extension that does nothing. Prints one line of JSON.
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { until } from '../e2e/until';
import { openWorkbench, type Workbench } from '../e2e/workbench';
import { installHost } from '../host/install.mjs';
import { inProject } from '../host/project.mjs';
import { installVsix } from '../host/server.mjs';

const trials = Number(process.argv[2] ?? 5);
const temporary = await mkdtemp(path.join(os.tmpdir(), 'easel-activation-'));
try {
  process.env.EASEL_E2E_EXTENSIONS = await installBoth();
  const milliseconds = { easel: [] as number[], empty: [] as number[] };
  for (let trial = 0; trial < trials; trial++) {
    const workbench = await openWorkbench();
    try {
      await workbench.runCommand('Developer: Show Running Extensions');
      milliseconds.easel.push(await activationMilliseconds(workbench, 'Easel'));
      milliseconds.empty.push(await activationMilliseconds(workbench, 'Empty'));
    } finally {
      await workbench.dispose();
    }
  }
  console.log(JSON.stringify(milliseconds));
} finally {
  await rm(temporary, { recursive: true, force: true });
}

async function installBoth(): Promise<string> {
  const empty = path.join(temporary, 'empty.vsix');
  const vsce = inProject('node_modules', '@vscode', 'vsce', 'vsce');
  const flags = [
    'package',
    '--no-dependencies',
    '--allow-missing-repository',
    '--skip-license',
    '--out',
    empty,
  ];
  await promisify(execFile)(process.execPath, [vsce, ...flags], {
    cwd: inProject('test', 'activation', 'empty-extension'),
  });
  const extensionsDir = path.join(temporary, 'extensions');
  const serverDataDir = path.join(temporary, 'install');
  const host = await installHost('current');
  for (const vsix of [inProject('easel.vsix'), empty]) {
    await installVsix({ host, vsix, extensionsDir, serverDataDir });
  }
  return extensionsDir;
}

/** Code load and `activate` call together; the wait for what `activate` started is not in it. */
async function activationMilliseconds({ page }: Workbench, name: string): Promise<number> {
  // The list is drawn only as far as it is in view.
  const list = page.locator('.runtime-extensions-editor .monaco-list');
  await list.focus();
  return until(`the activation time of ${name} is shown`, async () => {
    const row = list.locator('.monaco-list-row', { hasText: name }).first();
    if ((await row.count()) === 0) {
      await page.keyboard.press('ArrowDown');
      return undefined;
    }
    const [, text] = /(\d+)ms/u.exec((await row.locator('.activation-time').textContent()) ?? '') ?? [];
    return text === undefined ? undefined : Number(text);
  });
}
