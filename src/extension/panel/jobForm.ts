import * as vscode from 'vscode';
import type { FolderView, PanelForm } from '../../messages/views';
import type { Target } from '../generateForm';
import type { Job } from '../job';
import { chooseModel } from '../modelChoice';
import type { Parts } from '../parts';
import { isInWorkspace } from '../workspacePaths';
import { folderView } from './folderView';

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
  const { prompt, choice, options, additions = [] } = form;
  await chooseModel(parts, choice);
  const inside = form.references.filter(({ uri }) => isInWorkspace(uri));
  const left = form.references.length - inside.length;
  if (left > 0) {
    void vscode.window.showInformationMessage(
      vscode.l10n.t('References must lie in the workspace. {0} left out.', left),
    );
  }
  return {
    form: {
      prompt,
      references: inside.map(({ uri, use }) => ({ uri: uri.toString(), use })),
      providerId: choice.provider.id,
      modelId: choice.model.id,
      // The prompt is one of the variations already, and goes to this model alone.
      compareWith: [],
      variations: false,
      ...options,
      count: missing,
      presets: additions.filter(({ kind }) => kind === 'preset').map(({ name }) => name),
      styleFile: additions.some(({ kind }) => kind === 'styleFile'),
    },
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
