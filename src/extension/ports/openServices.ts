import type * as vscode from 'vscode';
import { Session } from '../../app/services';
import { systemClock } from '../../core/model/clock';
import type { Services } from './services';
import { Events } from './events';
import { WorkspaceFiles } from './files';
import { LastTextEditor } from './lastTextEditor';
import { LazyHttpClient } from './lazyHttpClient';
import { openLog } from './log';
import { openQuestions } from './questions';
import { settings } from './settings';

export interface OpenServices extends Services {
  readonly http: LazyHttpClient;
  dispose(): void;
}

/** What the use cases reach the world through, as VS Code serves it. */
export function openServices(
  context: vscode.ExtensionContext,
  channel: Parameters<typeof openLog>[0],
): OpenServices {
  const lastTextEditor = new LastTextEditor();
  const owned = {
    log: openLog(channel),
    http: new LazyHttpClient(),
    events: new Events(),
    files: new WorkspaceFiles(lastTextEditor),
    lastTextEditor,
  };
  const services: OpenServices = {
    ...owned,
    context,
    settings,
    clock: systemClock,
    secrets: context.secrets,
    storage: {
      folder: context.globalStorageUri.fsPath,
      global: context.globalState,
      workspace: context.workspaceState,
    },
    questions: openQuestions(() => services),
    session: new Session(),
    dispose: () => {
      for (const each of Object.values(owned)) {
        each.dispose();
      }
    },
  };
  return services;
}
