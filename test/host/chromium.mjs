// A headless Chromium: on Linux the same npm package for everybody, elsewhere the machine's own Chrome or Edge.
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { installOnce } from './install.mjs';
import { outputOf } from './processes.mjs';
import { step } from './progress.mjs';
import { cacheFolder } from './project.mjs';

const packagedVersion = '153.0.0';

/**
 * @typedef {object} InstalledChromium
 * @property {string} executablePath
 * @property {Record<string, string>} env What it needs besides the environment of this process.
 */

const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** @returns {Promise<InstalledChromium>} */
export async function installChromium() {
  const own = process.env['CHROME_PATH'] ?? (process.platform === 'linux' ? undefined : ownBrowser());
  return own ? { executablePath: own, env: {} } : packagedChromium();
}

/** @returns {Promise<import('playwright-core').Browser>} */
export async function launchChromium() {
  const { chromium } = await import('playwright-core');
  const { executablePath, env } = await installChromium();
  return chromium.launch({
    executablePath,
    args: flags,
    env: /** @type {Record<string, string>} */ ({ ...process.env, ...env }),
    // Ours end the server as well; Playwright's own would end the process before that is done.
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
  });
}

function ownBrowser() {
  const windowsFolders = [process.env['ProgramFiles'], process.env['ProgramFiles(x86)']].filter(
    (folder) => folder !== undefined,
  );
  const candidates = [
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
    ...windowsFolders.flatMap((folder) => [
      path.join(folder, 'Google', 'Chrome', 'Application', 'chrome.exe'),
      path.join(folder, 'Microsoft', 'Edge', 'Application', 'msedge.exe'),
    ]),
  ];
  return candidates.find((candidate) => candidate !== undefined && existsSync(candidate));
}

async function packagedChromium() {
  if (process.platform !== 'linux') {
    throw new Error('No Chrome, Chromium or Edge was found. Install one, or say where it is in CHROME_PATH.');
  }
  const folder = path.join(cacheFolder(), `chromium-${packagedVersion}`);
  await installOnce(folder, (target) =>
    step('Downloading Chromium (npm package)', () => unpackChromium(target)),
  );
  return {
    executablePath: path.join(folder, 'chromium'),
    env: {
      // The package brings the libraries along that a bare server system lacks (libnss3, libnspr4).
      LD_LIBRARY_PATH: [path.join(folder, 'al2023', 'lib'), process.env['LD_LIBRARY_PATH']]
        .filter(Boolean)
        .join(':'),
      ...(!existsSync('/etc/fonts/fonts.conf') && { FONTCONFIG_PATH: path.join(folder, 'fonts') }),
    },
  };
}

/** @param {string} target */
async function unpackChromium(target) {
  await outputOf(
    'npm',
    [
      'install',
      '--ignore-scripts',
      '--no-audit',
      '--no-fund',
      '--loglevel=error',
      `@sparticuz/chromium@${packagedVersion}`,
    ],
    { cwd: target },
  );
  const packageFolder = path.join(target, 'node_modules', '@sparticuz', 'chromium');
  const entry = pathToFileURL(path.join(packageFolder, 'build', 'index.js')).href;
  const archives = ['chromium.br', 'fonts.tar.br', 'swiftshader.tar.br', 'al2023.tar.br'].map((archive) =>
    path.join(packageFolder, 'bin', archive),
  );
  const program = `
    import { inflate } from ${JSON.stringify(entry)};
    await Promise.all(${JSON.stringify(archives)}.map((archive) => inflate(archive)));`;
  // It unpacks into the temporary folder of its process, wherever that is.
  await outputOf(process.execPath, ['--input-type=module', '--eval', program], {
    cwd: target,
    env: { ...process.env, TMPDIR: target },
  });
  await rm(path.join(target, 'node_modules'), { recursive: true });
}
