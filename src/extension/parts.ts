import type * as vscode from 'vscode';
import type { HttpClient } from '../core/http/client';
import type { Jobs } from './jobs';
import type { LastTextEditor } from './lastTextEditor';
import type { Log } from './log';
import type { LazyPanel } from './panel/lazyPanel';

/** What lives as long as the extension does. Everything else is made where it is used. */
export interface Parts {
  readonly context: vscode.ExtensionContext;
  readonly log: Log;
  readonly http: HttpClient;
  readonly jobs: Jobs;
  readonly lastTextEditor: LastTextEditor;
  readonly panel: LazyPanel;
}
