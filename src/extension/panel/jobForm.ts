import * as vscode from 'vscode';
import type { FolderView, PanelForm } from '../../messages/views';
import type { Target } from '../generateForm';
import type { Job } from '../job';
import { chooseModel } from '../modelChoice';
import type { Parts } from '../parts';
import { isReferencePlace } from '../referenceStore';
import { folderView } from './folderView';
import { panelFormOf } from './panelForm';

export interface JobForm {
  readonly form: Omit<PanelForm, 'folder'>;
  readonly references: readonly vscode.Uri[];
  readonly folder: FolderView;
}

/**
 * What a job was asked for, as the panel's form, for the images that are missing. The job's model becomes the chosen
 * one, so that the page knows it also where its id was typed.
 */
export async function formOfJob({ form, missing }: Job, parts: Parts): Promise<JobForm> {
  await chooseModel(parts, form.choice);
  const { globalStorageUri } = parts.context;
  const inside = form.references.filter(({ uri }) => isReferencePlace(globalStorageUri, uri));
  const left = form.references.length - inside.length;
  if (left > 0) {
    void vscode.window.showInformationMessage(
      vscode.l10n.t('References must lie in the workspace. {0} left out.', left),
    );
  }
  return {
    form: panelFormOf({ ...form, references: inside, count: missing }),
    references: inside.map(({ uri }) => uri),
    folder: await folderView(folderOfTarget(form.target), parts),
  };
}

function folderOfTarget(target: Target): vscode.Uri | undefined {
  switch (target.kind) {
    case 'setting':
      return undefined;
    case 'folder':
      return target.uri;
    case 'beside':
      return vscode.Uri.joinPath(target.original, '..');
  }
}
