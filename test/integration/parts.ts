import * as vscode from 'vscode';
import { Jobs } from '../../src/app/jobs/jobs';
import { openServices } from '../../src/extension/ports/openServices';
import { showInterrupted } from '../../src/extension/ports/showNotice';
import { LazyPanel } from '../../src/extension/panel/lazyPanel';
import type { JobServices } from '../../src/extension/ports/services';
import { makeFolderOutside, type TemporaryFolder } from './temporaryFolder';

export interface TestParts {
  readonly parts: JobServices & { readonly panel: LazyPanel };
  /** What is in the secret storage, by name. */
  readonly secrets: Map<string, string>;
  /** All that was logged. */
  readonly logged: readonly string[];
  readonly dispose: () => Promise<void>;
  /** The parts of the next window, over the same storage, state and secrets. These here must not be used any more. */
  readonly reopen: () => Promise<TestParts>;
}

/** The real parts of the extension; only what VS Code keeps for it (state, secrets, storage, log) is a test's own. */
export async function makeParts(): Promise<TestParts> {
  const storage = await makeFolderOutside();
  return openParts(storage, { secrets: new Map(), logged: [] });
}

function openParts(
  storage: TemporaryFolder,
  { secrets, logged }: { readonly secrets: Map<string, string>; readonly logged: string[] },
): TestParts {
  const context = {
    globalState: makeMemento(),
    workspaceState: makeMemento(),
    globalStorageUri: vscode.Uri.joinPath(storage.uri, 'globalStorage'),
    extensionUri: storage.uri,
    secrets: makeSecretStorage(secrets),
  } as unknown as vscode.ExtensionContext;
  const opened = openServices(context, makeLog(logged));
  const jobs = new Jobs(opened.log, () => 3);
  const services: JobServices = { ...opened, jobs };
  jobs.onDidFindInterrupted((found) => void showInterrupted(found));
  const panel = new LazyPanel(services);
  const parts: TestParts['parts'] = { ...services, panel };
  const close = async (): Promise<void> => {
    jobs.dispose();
    panel.dispose();
    await opened.http.close();
    opened.dispose();
  };
  return {
    parts,
    secrets,
    logged,
    dispose: async () => {
      await close();
      await storage.remove();
    },
    reopen: async () => {
      await close();
      return openParts(storage, { secrets, logged });
    },
  };
}

function makeMemento(): vscode.Memento {
  const values = new Map<string, unknown>();
  return {
    keys: () => Array.from(values.keys()),
    get: <T>(name: string, preset?: T) => (values.has(name) ? (values.get(name) as T) : preset),
    update: (name: string, value: unknown) => {
      values.set(name, value);
      return Promise.resolve();
    },
  };
}

function makeSecretStorage(secrets: Map<string, string>): Partial<vscode.SecretStorage> {
  return {
    get: (name) => Promise.resolve(secrets.get(name)),
    store: (name, value) => {
      secrets.set(name, value);
      return Promise.resolve();
    },
    delete: (name) => {
      secrets.delete(name);
      return Promise.resolve();
    },
    onDidChange: () => new vscode.Disposable(() => undefined),
  };
}

function makeLog(lines: string[]): vscode.LogOutputChannel {
  const write = (line: unknown): void => {
    lines.push(line instanceof Error ? `${line.message}\n${line.stack ?? ''}` : String(line));
  };
  const nothing = (): void => undefined;
  return {
    ...{ debug: write, info: write, warn: write, error: write },
    ...{ show: nothing, dispose: nothing },
  } as unknown as vscode.LogOutputChannel;
}
