import { randomUUID } from 'node:crypto';
import { cp, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Browser, Frame, Page } from 'playwright-core';
import { launchChromium } from '../host/chromium.mjs';
import { installHost } from '../host/install.mjs';
import { inProject } from '../host/project.mjs';
import { copySampleWorkspace } from '../host/sampleWorkspace.mjs';
import { installVsix, startServer, writeUserSettings } from '../host/server.mjs';
import { editorTabs } from './editorTabs';
import { makeTemporaryFolder, removeTemporaryFolder } from '../temporaryFolder';
import { explorer } from './explorer';
import { keepFailure } from './keepFailure';
import { notifications } from './notifications';
import { quickInput } from './quickInput';
import { untilEditorsAreSaved } from './savedState';
import { until } from './until';
import { typeUserSettings } from './userSettings';

export type Theme = keyof typeof themes;

export interface WorkbenchOptions {
  /** User settings, in the place where those of scope `application` are read from. */
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly theme?: Theme;
  readonly viewport?: { readonly width: number; readonly height: number };
  /** Workspace trust is on and nobody trusts the folder. */
  readonly restricted?: boolean;
  /** The display language, such as `zh-cn`; VS Code's own texts stay English. */
  readonly language?: string;
  /** A folder to copy instead of the sample workspace. */
  readonly folder?: string;
  /** More files, by their path in the workspace. */
  readonly files?: Readonly<Record<string, string | Uint8Array>>;
  /** Puts something into the extension's storage before it starts. */
  readonly prepareStorage?: (place: {
    readonly storage: string;
    readonly workspaceFolder: string;
  }) => Promise<void>;
}

export type Workbench = Awaited<ReturnType<typeof openWorkbench>>;

const themes = {
  light: { setting: 'Light Modern', bodyClass: 'vs' },
  dark: { setting: 'Dark Modern', bodyClass: 'vs-dark' },
  'hc-black': { setting: 'Default High Contrast', bodyClass: 'hc-black' },
  'hc-light': { setting: 'Default High Contrast Light', bodyClass: 'hc-light' },
} as const;

const settingsOfAllTests = {
  // A click on an image opens it, and Explorer would then select it alone, in the middle of a selection of several.
  'explorer.autoReveal': false,
  'explorer.compactFolders': false,
  // Its notification would lie over what a test clicks; a test that is about it turns it on.
  'easel.showWhatIsSent': false,
  // No test is about these, and they take a third of the time that a window needs.
  'chat.disableAIFeatures': true,
  'git.enabled': false,
  'files.autoSave': 'off',
  'window.confirmBeforeClose': 'never',
  'workbench.editor.useModal': 'off',
  'workbench.enableExperiments': false,
};

/**
 * Starts a VS Code server with fresh data, the installed VSIX and a copy of the sample workspace, and opens its
 * workbench in a headless browser. The caller must `dispose`.
 */
export async function openWorkbench(options: WorkbenchOptions = {}) {
  const temporary = makeTemporaryFolder('e2e');
  const workspaceFolder = await makeWorkspace(path.join(temporary, 'workspace'), options);
  const serverDataDir = path.join(temporary, 'data');
  let settings: Record<string, unknown> = {
    ...settingsOfAllTests,
    'workbench.colorTheme': themes[options.theme ?? 'dark'].setting,
    ...options.settings,
  };
  await writeUserSettings(serverDataDir, settings);
  const storage = path.join(serverDataDir, 'data', 'User', 'globalStorage', 'easel-tools.easel');
  await options.prepareStorage?.({ storage, workspaceFolder });
  const server = await startServer({
    host: await installHost('current'),
    serverDataDir,
    extensionsDir: await extensionsWithVsix(temporary),
    workspaceTrust: options.restricted ? 'on' : 'off',
  });
  const browser = await launchChromium();
  const { page, consoleLines } = await openPage(browser, options);

  const quick = quickInput(page);

  async function ready(): Promise<void> {
    await page.locator('.monaco-workbench .explorer-folders-view .monaco-list-row').first().waitFor();
  }
  async function changeSettings(changes: Readonly<Record<string, unknown>>): Promise<void> {
    settings = { ...settings, ...changes, 'window.title': `Easel, settings ${randomUUID()}` };
    await typeUserSettings({ page, quick, settings });
  }
  await page.goto(server.url({ folder: workspaceFolder }));
  await ready();

  return {
    page,
    workspaceFolder,
    ...quick,
    ...notifications(page),
    ...explorer(page),
    ...editorTabs(page),

    /** Changes user settings while the workbench runs, and waits until it knows them. */
    changeSettings,

    setTheme: async (theme: Theme): Promise<void> => {
      await changeSettings({ 'workbench.colorTheme': themes[theme].setting });
      await page.locator(`.monaco-workbench.${themes[theme].bodyClass}`).waitFor();
    },

    panelFrame: (selector = '[data-testid="generate"]') => frameWith(page, selector),

    /**
     * Reloads the window once its editors are saved, which takes some seconds. When the test is about a text that a
     * webview keeps, it says which, so that the reload waits for that too.
     */
    reload: async ({ keptText }: { readonly keptText?: string } = {}): Promise<void> => {
      await untilEditorsAreSaved(page, keptText);
      await page.reload();
      await ready();
    },

    /** Saves a picture of the window as out/screenshots/<name>.png and returns its path. */
    screenshot: async (name: string): Promise<string> => {
      const file = inProject('out', 'screenshots', `${name}.png`);
      await page.screenshot({ path: file });
      return file;
    },

    /** Keeps what tells why a test failed. */
    keepFailure: (title: string): Promise<void> =>
      keepFailure({ title, page, serverDataDir, consoleLines, serverLog: server.log() }),

    dispose: async (): Promise<void> => {
      await keepTraces(page, path.join(temporary, 'traces'), [...consoleLines, server.log()]);
      await browser.close();
      await server.stop();
      await removeTemporaryFolder(temporary);
    },
  };
}

/** What else is gone with the browser, for the search for keys: its storage, its console, and the page as it was. */
async function keepTraces(page: Page, folder: string, log: readonly string[]): Promise<void> {
  await mkdir(folder);
  const pages = await Promise.all(page.frames().map((frame) => frame.content().catch(() => '')));
  await writeFile(path.join(folder, 'pages.html'), pages.join('\n'));
  await writeFile(path.join(folder, 'log.txt'), log.join('\n'));
  await page.context().storageState({ path: path.join(folder, 'storage.json'), indexedDB: true });
}

/** A webview is a frame inside a frame, and both are replaced when it is shown again, so this is asked each time. */
function frameWith(page: Page, selector: string): Promise<Frame> {
  return until(`a frame shows ${selector}`, async () => {
    for (const frame of page.frames()) {
      if (frame !== page.mainFrame() && (await frame.locator(selector).count()) > 0) {
        return frame;
      }
    }
    return undefined;
  });
}

async function openPage(browser: Browser, options: WorkbenchOptions) {
  const context = await browser.newContext({ viewport: options.viewport ?? { width: 1280, height: 800 } });
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const page = await context.newPage();
  page.setDefaultTimeout(45_000);
  const consoleLines: string[] = [];
  page.on('console', (message) => consoleLines.push(`[${message.type()}] ${message.text()}`));
  page.on('dialog', (dialog) => void dialog.accept().catch(() => undefined));
  if (options.language !== undefined) {
    await page.addInitScript((language) => {
      Object.assign(globalThis, { _VSCODE_NLS_LANGUAGE: language });
    }, options.language);
  }
  return { page, consoleLines };
}

async function makeWorkspace(target: string, { folder, files = {} }: WorkbenchOptions): Promise<string> {
  await (folder === undefined ? copySampleWorkspace(target) : cp(folder, target, { recursive: true }));
  for (const [name, content] of Object.entries(files)) {
    const file = path.join(target, name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, content);
  }
  return target;
}

/** `npm test` has installed the VSIX already; a test file that is run by itself does so here. */
async function extensionsWithVsix(temporary: string): Promise<string> {
  const prepared = process.env.EASEL_E2E_EXTENSIONS;
  if (prepared !== undefined) {
    return prepared;
  }
  const extensionsDir = path.join(temporary, 'extensions');
  await installVsix({
    host: await installHost('current'),
    vsix: inProject('easel.vsix'),
    extensionsDir,
    serverDataDir: path.join(temporary, 'install'),
  });
  return extensionsDir;
}
