import type * as vscode from 'vscode';
import type { HostMessage } from '../../../protocol/hostMessages';
import type { GenerateForm } from '../../form/generateForm';
import type { JobServices } from '../../jobs/jobServices';
import type { Uploads } from './uploads';

/** The panel, as those see it who act for the page. */
export interface PageHost {
  readonly webview: vscode.Webview;
  readonly uploads: Uploads;
  readonly post: (message: HostMessage) => void;
  readonly addReferences: (images: readonly vscode.Uri[]) => Promise<void>;
  readonly useForm: (form: GenerateForm) => Promise<void>;
  /** @param endedJob the job whose tile goes in the same step */
  readonly postResults: (endedJob?: string) => Promise<void>;
}

export interface PageContext {
  readonly panel: PageHost;
  readonly parts: JobServices;
}
