import type * as vscode from 'vscode';
import type { HostMessage } from '../../../protocol/hostMessages';
import type { GenerateForm } from '../../../app/form/generateForm';
import type { JobServices } from '../../ports/services';
import type { Uploads } from './uploads';

/** The panel, as those see it who act for the page. */
export interface PageHost {
  readonly webview: vscode.Webview;
  readonly uploads: Uploads;
  /** The image that is shown for fitting, and the ID under which the page may send what it becomes, once. */
  resizeOffer?: { readonly id: string; readonly image: string } | undefined;
  readonly post: (message: HostMessage) => void;
  /** @param images URIs */
  readonly addReferences: (images: readonly string[]) => Promise<void>;
  readonly useForm: (form: GenerateForm) => Promise<void>;
  /** @param endedJob the job whose tile goes in the same step */
  readonly postResults: (endedJob?: string) => Promise<void>;
}

export interface PageContext {
  readonly panel: PageHost;
  readonly parts: JobServices;
}
