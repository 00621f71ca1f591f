// Where things are. Everything here works before anything is installed.
import { existsSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The top folder of the checkout, found by walking up, because bundled tests import this file from out/. */
export const projectRoot = findProjectRoot(path.dirname(fileURLToPath(import.meta.url)));

export const extensionId = 'easel-tools.easel';

/**
 * A Visual Studio Code that can be had from the npm registry alone.
 *
 * @typedef {object} HostVersion
 * @property {string} vscode
 * @property {string} codeServer The npm package that carries this VS Code's server build.
 * @property {string} node The Node release that this server needs.
 * @property {readonly string[]} nativeModules Without these the extension host does not start, so they are compiled.
 */

/** @satisfies {Record<string, HostVersion>} */
export const hostVersions = {
  current: {
    vscode: '1.139.1',
    codeServer: '4.139.1',
    node: '24.21.0',
    nativeModules: ['@vscode/spdlog', '@vscode/native-watchdog'],
  },
  oldest: {
    vscode: '1.103.2',
    codeServer: '4.103.2',
    node: '22.23.3',
    nativeModules: ['@vscode/spdlog', 'native-watchdog'],
  },
};

/** @typedef {keyof typeof hostVersions} HostName */

/** Hosts live outside the checkout, so that a fresh clone uses what an earlier one has set up. */
export function cacheFolder() {
  return path.join(userCacheFolder(), 'easel');
}

/** @param {string[]} segments */
export function inProject(...segments) {
  return path.join(projectRoot, ...segments);
}

function userCacheFolder() {
  if (process.env['XDG_CACHE_HOME']) {
    return process.env['XDG_CACHE_HOME'];
  }
  if (process.platform === 'win32') {
    return process.env['LOCALAPPDATA'] ?? path.join(os.homedir(), 'AppData', 'Local');
  }
  return process.platform === 'darwin'
    ? path.join(os.homedir(), 'Library', 'Caches')
    : path.join(os.homedir(), '.cache');
}

/** @param {string} from */
function findProjectRoot(from) {
  let folder = from;
  while (!existsSync(path.join(folder, 'package-lock.json'))) {
    const parent = path.dirname(folder);
    if (parent === folder) {
      throw new Error(`No package-lock.json above ${from}`);
    }
    folder = parent;
  }
  return folder;
}
