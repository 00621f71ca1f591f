import * as vscode from 'vscode';
import type { WorkflowFault } from '../../shared/requestProblem';
import { sanitize } from './plainText';

const { t } = vscode.l10n;

/** Why a ComfyUI workflow cannot be used, and what to do about it. */
export function workflowText({
  file,
  fault,
  about,
}: {
  readonly file: string;
  readonly fault: WorkflowFault;
  readonly about: string;
}): string {
  return texts[fault](sanitize(file), sanitize(about));
}

const texts: Readonly<Record<WorkflowFault, (file: string, about: string) => string>> = {
  restricted: (file) =>
    t('In Restricted Mode no workflow is read, so {0} is not used. Trust the workspace first.', file),
  outside: (file) => t('{0} is no path within the workspace, so it is not read as a workflow.', file),
  missing: (file) =>
    t(
      'The workspace has no workflow {0}. Export one from ComfyUI with “Export (API)” and save it there.',
      file,
    ),
  notRegular: (file) =>
    t('{0} is not a regular file of the workspace, so it is not read as a workflow.', file),
  tooLarge: (file) => t('{0} is too large for a workflow.', file),
  notJson: (file) => t('{0} is not JSON. Export the workflow from ComfyUI with “Export (API)”.', file),
  notApiFormat: (file) =>
    t('{0} is not a workflow in the API format. Export it from ComfyUI with “Export (API)”.', file),
  noInput: (file, about) =>
    t('{0} has no input {1}, which easel.providers names. Correct the row of the setting.', file, about),
  noPrompt: (file) =>
    t('Easel does not find where the prompt goes in {0}. Name the input in easel.providers.', file),
  noSize: (file) =>
    t(
      'Easel does not find where the size goes in {0}. Leave the size open, or name the inputs in easel.providers.',
      file,
    ),
  noSeed: (file) =>
    t(
      'Easel does not find where the seed goes in {0}. Leave the seed empty, or name the input in easel.providers.',
      file,
    ),
  noNegativePrompt: (file) =>
    t(
      'Easel does not find where the negative prompt goes in {0}. Leave it empty, or name the input in easel.providers.',
      file,
    ),
  noCheckpoint: (file) =>
    t(
      'Easel does not find where the checkpoint goes in {0}. Choose the workflow alone, or name the input in easel.providers.',
      file,
    ),
  tooFewReferences: (file, about) =>
    about === '1'
      ? t('{0} takes 1 reference. Remove the others, or add “Load Image” nodes to the workflow.', file)
      : t('{0} takes {1} references. Remove some, or add “Load Image” nodes to the workflow.', file, about),
};
