// The real VS Code server. The workbench that it serves is driven by a browser: a person's, or Chromium in tests.
import { randomUUID } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { end, outputOf, start } from './processes.mjs';
import { inProject } from './project.mjs';

/**
 * @typedef {object} ServerOptions
 * @property {import('./install.mjs').InstalledHost} host
 * @property {string} serverDataDir
 * @property {string} extensionsDir
 * @property {number} [port] 0, the default, takes a free one.
 * @property {string} [address]
 * @property {'on' | 'off'} [workspaceTrust] With `on`, a folder that nobody trusted opens in Restricted Mode.
 * @property {boolean} [token] Whether a visitor needs the token in the URL; a person's server should have one.
 * @property {boolean} [testDriver] Lets the page run extension tests. Never for a person's server.
 * @property {NodeJS.ProcessEnv} [env] Also the environment of the extension host.
 */

/**
 * @typedef {object} RunningServer
 * @property {string} origin Such as http://127.0.0.1:8000
 * @property {string} authority The part of the origin after the slashes.
 * @property {(options: OpenOptions) => string} url
 * @property {() => string} log All that the server has written so far.
 * @property {() => Promise<void>} stop
 * @property {Promise<void>} ended
 *
 * @typedef {object} OpenOptions
 * @property {string} folder
 * @property {string} [extensionDevelopmentPath] Honoured only with `testDriver`.
 * @property {string} [extensionTestsPath]
 */

/** What a test or a first look is not about. */
const quietSettings = {
  'workbench.startupEditor': 'none',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.tips.enabled': false,
  'telemetry.telemetryLevel': 'off',
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': 'off',
  'extensions.ignoreRecommendations': true,
  'remote.autoForwardPorts': false,
  'update.mode': 'none',
  'git.openRepositoryInParentFolders': 'never',
  'security.workspace.trust.startupPrompt': 'never',
  'security.workspace.trust.banner': 'never',
};

/**
 * This server keeps the user's settings in its data folder, and its page reads them from there when it opens. (It is not
 * told when the file changes on disk: while the page is open, settings must be changed in the page.)
 *
 * @param {string} serverDataDir
 * @param {Record<string, unknown>} settings
 */
export async function writeUserSettings(serverDataDir, settings) {
  const folder = path.join(serverDataDir, 'data', 'User');
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, 'settings.json'), settingsText(settings));
}

/** @param {Record<string, unknown>} settings */
export function settingsText(settings) {
  return `${JSON.stringify({ ...quietSettings, ...settings }, undefined, 2)}\n`;
}

/**
 * @param {ServerOptions} options
 * @returns {Promise<RunningServer>}
 */
export async function startServer(options) {
  const { host, serverDataDir, extensionsDir } = options;
  await Promise.all([serverDataDir, extensionsDir].map((folder) => mkdir(folder, { recursive: true })));
  const token = options.token ? randomUUID() : undefined;
  const child = start(host.node, serverArguments(options, token), {
    cwd: host.server,
    env: { ...process.env, ...options.env, EASEL_SERVER_DATA: serverDataDir },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let log = '';
  const ended = new Promise((/** @type {(value: void) => void} */ resolve) =>
    child.once('exit', () => resolve()),
  );
  const port = await new Promise((resolve, reject) => {
    /** @param {string} text */
    const read = (text) => {
      log += text;
      const listening = /Extension host agent listening on (\d+)/.exec(log);
      if (listening) {
        resolve(listening[1]);
      }
    };
    child.stdout?.setEncoding('utf8').on('data', read);
    child.stderr?.setEncoding('utf8').on('data', read);
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`The VS Code server ended with ${code}:\n${log}`)));
  });
  const authority = `${options.address ?? '127.0.0.1'}:${port}`;
  return {
    origin: `http://${authority}`,
    authority,
    url: (open) => `http://${authority}/?${new URLSearchParams(queryOf({ open, authority, token }))}`,
    log: () => log,
    stop: () => end(child),
    ended,
  };
}

/**
 * @param {{ host: import('./install.mjs').InstalledHost, vsix: string, extensionsDir: string, serverDataDir: string }} options
 */
export async function installVsix({ host, vsix, extensionsDir, serverDataDir }) {
  await outputOf(
    host.node,
    [
      path.join('out', 'server-main.js'),
      '--accept-server-license-terms',
      `--install-extension=${vsix}`,
      `--extensions-dir=${extensionsDir}`,
      `--server-data-dir=${serverDataDir}`,
    ],
    { cwd: host.server },
  );
}

/**
 * @param {ServerOptions} options
 * @param {string | undefined} token
 */
function serverArguments(options, token) {
  return [
    `--import=${pathToFileURL(inProject('test', 'host', 'serverPreload.mjs')).href}`,
    path.join('out', 'server-main.js'),
    '--accept-server-license-terms',
    `--host=${options.address ?? '127.0.0.1'}`,
    `--port=${options.port ?? 0}`,
    '--telemetry-level=off',
    `--server-data-dir=${options.serverDataDir}`,
    `--extensions-dir=${options.extensionsDir}`,
    token === undefined ? '--without-connection-token' : `--connection-token=${token}`,
    ...(options.workspaceTrust === 'on' ? [] : ['--disable-workspace-trust']),
    ...(options.testDriver ? ['--enable-smoke-test-driver'] : []),
  ];
}

/**
 * @param {{ open: OpenOptions, authority: string, token: string | undefined }} options
 * @returns {Record<string, string>}
 */
function queryOf({ open, authority, token }) {
  const payload = [
    ['extensionDevelopmentPath', open.extensionDevelopmentPath],
    ['extensionTestsPath', open.extensionTestsPath],
  ]
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => [name, `vscode-remote://${authority}${value}`]);
  return {
    ...(token !== undefined && { tkn: token }),
    folder: open.folder,
    ...(payload.length > 0 && { payload: JSON.stringify(payload) }),
  };
}
