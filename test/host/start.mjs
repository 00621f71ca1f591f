// npm start [-- --web] [--demo-providers] [--port 8765]
// Opens Easel as it is in the checkout, on a copy of the sample workspace.
import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import net from 'node:net';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { installHost, installProject } from './install.mjs';
import { exitCodeOf, isInterrupted } from './processes.mjs';
import { step } from './progress.mjs';
import { cacheFolder, extensionId, inProject, projectRoot } from './project.mjs';
import { answers, requireOnThisMachine } from './requirements.mjs';
import { copySampleWorkspace } from './sampleWorkspace.mjs';
import { startServer, writeUserSettings } from './server.mjs';

const { values } = parseArgs({
  options: {
    web: { type: 'boolean', default: false },
    'demo-providers': { type: 'boolean', default: false },
    port: { type: 'string', default: '8765' },
    host: { type: 'string', default: '127.0.0.1' },
  },
});

/** @typedef {{ id: string, label: string, url: string, key: string }} DemoProvider */
/** @typedef {{ providers: readonly DemoProvider[], files: Record<string, string> }} DemoProviders */

const withDemoProviders = values['demo-providers'];
const inBrowser = values.web || !answers('code', '--version');

requireOnThisMachine(inBrowser ? ['project', 'npmHost', 'nativeModules'] : ['project']);
await installProject();
await step('Building', () => mustSucceed(['esbuild.js', ...(withDemoProviders ? ['--tests'] : [])]));
const folder = path.join(cacheFolder(), 'sample-workspace');
await copySampleWorkspace(folder);
const settings = withDemoProviders ? await startDemoProviders() : {};
await (inBrowser ? openInBrowser() : openOnDesktop());

async function openInBrowser() {
  const host = await installHost('current');
  const serverDataDir = path.join(cacheFolder(), withDemoProviders ? 'start-with-demo-providers' : 'start');
  await writeUserSettings(serverDataDir, {
    ...(await ownSettings(serverDataDir)),
    // A person is asked whether to trust the folder, as everywhere.
    'security.workspace.trust.startupPrompt': 'once',
    'security.workspace.trust.banner': 'untilDismissed',
    ...settings,
  });
  const server = await startServer({
    host,
    serverDataDir,
    extensionsDir: await extensionsWithCheckout(serverDataDir),
    // The browser keeps secrets per address, so the port stays the same from start to start where it can.
    port: (await isFree(Number(values.port))) ? Number(values.port) : 0,
    address: values.host,
    workspaceTrust: 'on',
    token: true,
  });
  console.log(
    `\nEasel is ready. Open this address in a browser (Ctrl+C here ends it):\n\n  ${server.url({ folder })}\n`,
  );
  await server.ended;
  if (!isInterrupted()) {
    console.error(`The VS Code server has ended:\n${server.log()}`);
    process.exit(1);
  }
}

async function openOnDesktop() {
  const own = withDemoProviders ? path.join(cacheFolder(), 'desktop-with-demo-providers') : undefined;
  if (own !== undefined) {
    await writeUserSettings(own, settings);
  }
  console.log('\nEasel opens in a new window of VS Code (the Extension Development Host).');
  if (withDemoProviders) {
    console.log('Ctrl+C here ends the demo providers.');
  }
  const exitCode = await exitCodeOf(
    'code',
    [
      '--new-window',
      `--extensionDevelopmentPath=${projectRoot}`,
      ...(own === undefined ? [] : [`--user-data-dir=${path.join(own, 'data')}`]),
      folder,
    ],
    { shell: process.platform === 'win32' },
  );
  if (exitCode !== 0) {
    process.exit(exitCode);
  }
}

/**
 * The strict stand-ins that the tests use, so that every provider can be tried without a key or an account.
 *
 * @returns {Promise<Record<string, unknown>>} The user settings that make Easel use them.
 */
async function startDemoProviders() {
  /** @type {{ startDemoProviders: () => Promise<DemoProviders> }} */
  const servers = await import(pathToFileURL(inProject('out', 'test', 'servers', 'main.js')).href);
  const { providers, files } = await servers.startDemoProviders();
  for (const [name, text] of Object.entries(files)) {
    const file = path.join(folder, name);
    await mkdir(path.dirname(file), { recursive: true });
    if (!existsSync(file)) {
      await writeFile(file, text);
    }
  }
  const longest = Math.max(...providers.map(({ label }) => label.length));
  console.log('\nDemo providers run. Give these keys with “Easel: Set API Key”:');
  for (const { label, key } of providers) {
    console.log(`  ${`${label}:`.padEnd(longest + 1)} ${key || 'none'}`);
  }
  return { 'easel.providers': providers.map(({ id, url }) => ({ id, baseUrl: url })) };
}

/**
 * A link among the extensions: what `npm run watch` builds is there after a reload of the window.
 *
 * @param {string} serverDataDir
 */
async function extensionsWithCheckout(serverDataDir) {
  const extensionsDir = path.join(serverDataDir, 'extensions');
  await rm(extensionsDir, { recursive: true, force: true });
  await mkdir(extensionsDir, { recursive: true });
  const { version } = JSON.parse(await readFile(inProject('package.json'), 'utf8'));
  await symlink(projectRoot, path.join(extensionsDir, `${extensionId}-${version}`), 'dir');
  return extensionsDir;
}

/**
 * What the user has set in an earlier start, the address of earlier demo providers excepted.
 *
 * @param {string} serverDataDir
 */
async function ownSettings(serverDataDir) {
  try {
    return JSON.parse(await readFile(path.join(serverDataDir, 'data', 'User', 'settings.json'), 'utf8'));
  } catch {
    return {};
  }
}

/**
 * @param {number} port
 * @returns {Promise<boolean>}
 */
function isFree(port) {
  return new Promise((resolve) => {
    const probe = net.createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, values.host, () => probe.close(() => resolve(true)));
  });
}

/** @param {readonly string[]} nodeArguments */
async function mustSucceed(nodeArguments) {
  if ((await exitCodeOf(process.execPath, nodeArguments, { cwd: projectRoot })) !== 0) {
    process.exit(1);
  }
}
