import * as vscode from 'vscode';
import type { MaskProblem } from '../../shared/requestProblem';
import { sanitize } from './plainText';
import { formatBytes } from './quantities';

const { t } = vscode.l10n;

type MaskTexts = {
  readonly [P in MaskProblem['problem']]: (problem: Extract<MaskProblem, { problem: P }>) => string;
};

/** Why a mask cannot be used, and what to do about it. */
export const maskTexts: MaskTexts = {
  maskNotTaken: () =>
    t('This model cannot be told which part is to change. Remove the mark or select another model.'),
  maskWithoutReference: () =>
    t('A mark says which part of the first reference is to change, and there is none. Add it again.'),
  maskFormat: () => t('The mark cannot be read. Remove it and mark again what changes.'),
  maskBytes: ({ byteLength, limit }) =>
    t(
      'The mark has {0}; services take {1}. Mark it in fewer and plainer strokes.',
      formatBytes(byteLength),
      formatBytes(limit),
    ),
  maskPixels: ({ file, width, height, reference }) =>
    t(
      'The mark was made for an image of {1} × {2} pixels, and {0} has {3} × {4}. Mark again what changes.',
      sanitize(file),
      width,
      height,
      reference.width,
      reference.height,
    ),
  maskOnTurned: ({ file }) =>
    t(
      '{0} is turned by its metadata, so services may lay the mark on another part. Save it upright first.',
      sanitize(file),
    ),
  maskGone: () => t('Easel does not have the mark any more. Remove it and mark again what changes.'),
};

/** Of a recipe. */
export function maskMissingText(): string {
  return t('The mark of what was to change is no longer here. Mark it again before you generate.');
}
