import * as vscode from 'vscode';
import type { ErrorDetails } from '../../core/model/errors';
import { formatBytes } from './quantities';
import { sanitize } from './plainText';

const { t } = vscode.l10n;

/** Why a reference cannot be read. */
export function referenceText({ file, reason, code }: ErrorDetails): string {
  const name = sanitize(file ?? '');
  switch (reason) {
    case 'notAnImage':
      return t('{0} is not an image that Easel knows. Remove it from the references.', name);
    case 'foreignFormat':
      return t(
        '{0} is a {1} file, which Easel cannot open. Export it as PNG or JPEG and use that.',
        name,
        sanitize(code ?? ''),
      );
    case 'outsideWorkspace':
      return t('{0} is outside the workspace. Copy it into the workspace to use it.', name);
    case 'notAFile':
      return t('{0} is not a file. Remove it from the references.', name);
    case 'truncated':
      return t('{0} is incomplete: the file ends before the image does. Export or download it again.', name);
    case 'cmyk':
      return t(
        '{0} is in CMYK, the colors of print, which models misread. Export it as RGB and use that.',
        name,
      );
    case 'empty':
      return t('{0} is empty. Remove it from the references.', name);
    case 'changed':
      return t('{0} changed while it was being read. Try again.', name);
    default:
      return t('{0} cannot be read. Remove it from the references or add it again.', name);
  }
}

/** Why an image cannot be saved, or nothing was sent since it could not be. */
export function saveText(details: ErrorDetails): string {
  const { file, reason, networkCode } = details;
  const name = sanitize(file ?? '');
  switch (reason) {
    case 'outsideWorkspace':
      return t(
        '{0} is outside the workspace, so nothing is saved there. Choose a folder in the workspace.',
        name,
      );
    case 'toolFolder':
      return t('{0} belongs to a tool, so nothing is saved there. Choose another folder.', name);
    case 'unusableName':
      return t(
        '{0} has a name that Windows cannot use, so nothing is saved there. Choose another folder.',
        name,
      );
    case 'absoluteSetting':
      return t('The setting easel.outputFolder must be relative to the workspace folder, not {0}.', name);
    case 'variableInSetting':
      return t(
        'The setting easel.outputFolder cannot be {0}: Easel does not replace “~” or variables. Enter a folder relative to the workspace folder.',
        name,
      );
    case 'journal':
      return t(
        'Easel cannot keep a record of paid work ({0}), so nothing was sent.',
        sanitize(networkCode ?? ''),
      );
    case 'spending':
      return t(
        'Easel cannot read what was spent this month ({0}), so nothing was sent under easel.monthlyLimit.',
        sanitize(networkCode ?? ''),
      );
    case 'takenOver':
      return t('Another window has taken this image over.');
    default:
      return folderText(name, details);
  }
}

function folderText(name: string, { networkCode, byteLength }: ErrorDetails): string {
  if (networkCode === 'ENOSPC' || networkCode === 'EDQUOT') {
    return byteLength === undefined
      ? t('There is no space left for {0}. Make room or choose another folder.', name)
      : t(
          'There is no space left for {0}: the image needs {1}. Make room or choose another folder.',
          name,
          formatBytes(byteLength),
        );
  }
  return networkCode === undefined
    ? t('Cannot save in {0}. Choose another folder.', name)
    : t('Cannot save in {0} ({1}). Choose another folder.', name, sanitize(networkCode));
}
