import type * as vscode from 'vscode';
import type { Jobs } from '../../app/jobs/jobs';
import type { Services as AppServices } from '../../app/services';
import type { Events } from './events';
import type { WorkspaceFiles } from './files';
import type { LastTextEditor } from './lastTextEditor';
import type { Log } from './log';

/** What lives as long as the extension does and every feature may use: the ports as VS Code serves them. */
export interface Services extends AppServices {
  readonly context: vscode.ExtensionContext;
  readonly log: Log;
  readonly events: Events;
  readonly files: WorkspaceFiles;
  readonly lastTextEditor: LastTextEditor;
}

/** What those use who start jobs or look after them. */
export interface JobServices extends Services {
  readonly jobs: Jobs;
}
