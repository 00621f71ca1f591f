import type * as vscode from 'vscode';
import type { HttpClient } from '../../core/http/client';
import type { Events } from './events';
import type { LastTextEditor } from './lastTextEditor';
import type { Log } from './log';

/** What lives as long as the extension does and every feature may use. */
export interface Services {
  readonly context: vscode.ExtensionContext;
  readonly log: Log;
  readonly http: HttpClient;
  readonly events: Events;
  readonly lastTextEditor: LastTextEditor;
}
