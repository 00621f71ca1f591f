// What the machine must have before anything is downloaded, with where to get it.
import { execFileSync } from 'node:child_process';
import process from 'node:process';

/**
 * @typedef {'project' | 'nativeModules' | 'npmHost' | 'exiftool'} Purpose
 *
 * @typedef {object} Requirement
 * @property {string} name
 * @property {Purpose} purpose
 * @property {string} why
 * @property {() => boolean} isMet
 * @property {string} howToGet
 */

const oldestNodeMajor = 20;

const xcodeTools = 'macOS: xcode-select --install';

/** @type {readonly Requirement[]} */
const requirements = [
  {
    name: `Node.js ${oldestNodeMajor} or newer`,
    purpose: 'project',
    why: 'runs the build and the tests',
    isMet: () => Number.parseInt(process.versions.node, 10) >= oldestNodeMajor,
    howToGet: 'https://nodejs.org, or your system’s package manager',
  },
  {
    name: 'npm',
    purpose: 'project',
    why: 'installs everything else',
    isMet: () => answers('npm', '--version'),
    howToGet: 'comes with Node.js; Debian: apt-get install npm; Fedora: dnf install nodejs-npm',
  },
  {
    name: 'Linux (x64, arm64) or macOS (x64, arm64)',
    purpose: 'npmHost',
    why: 'the VS Code server is run from npm packages, which exist for these',
    isMet: () => ['linux', 'darwin'].includes(process.platform) && ['x64', 'arm64'].includes(process.arch),
    howToGet:
      'Windows: use WSL; or set VSCODE_TEST_HOST=desktop for npm test, and have `code` on the PATH for npm start',
  },
  {
    name: 'python3',
    purpose: 'nativeModules',
    why: 'node-gyp compiles two native modules of the VS Code server',
    isMet: () => answers('python3', '--version'),
    howToGet: `Debian: apt-get install python3; Fedora: dnf install python3; ${xcodeTools}`,
  },
  {
    name: 'make',
    purpose: 'nativeModules',
    why: 'the same',
    isMet: () => answers('make', '--version'),
    howToGet: `Debian: apt-get install make; Fedora: dnf install make; ${xcodeTools}`,
  },
  {
    name: 'g++ (or clang++)',
    purpose: 'nativeModules',
    why: 'the same',
    isMet: () => answers('g++', '--version') || answers('c++', '--version'),
    howToGet: `Debian: apt-get install g++; Fedora: dnf install gcc-c++; ${xcodeTools}`,
  },
  {
    name: 'perl',
    purpose: 'exiftool',
    why: 'ExifTool checks the metadata of saved images',
    isMet: () => answers('perl', '-v'),
    howToGet:
      'Debian: apt-get install perl; Fedora: dnf install perl; macOS: part of the system; Windows: https://strawberryperl.com',
  },
];

/**
 * Ends the process with a list of what is missing. Only what the asked-for command needs is looked at.
 *
 * @param {readonly Purpose[]} purposes
 */
export function requireOnThisMachine(purposes) {
  const missing = requirements.filter(({ purpose, isMet }) => purposes.includes(purpose) && !isMet());
  if (missing.length === 0) {
    return;
  }
  console.error('This machine lacks:');
  for (const { name, why, howToGet } of missing) {
    console.error(`  - ${name}: ${why}.\n    ${howToGet}`);
  }
  process.exit(1);
}

/**
 * @param {string} program
 * @param {string} argument
 */
export function answers(program, argument) {
  try {
    execFileSync(program, [argument], { stdio: 'ignore', shell: process.platform === 'win32' });
    return true;
  } catch {
    return false;
  }
}
