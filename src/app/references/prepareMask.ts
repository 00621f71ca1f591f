import { readFile } from 'node:fs/promises';
import { EaselError } from '../../core/model/errors';
import { fitMask } from '../../core/image/mask';
import type { Mask } from '../../core/model/reference';
import type { MaskProblem } from '../../shared/requestProblem';
import type { GenerateForm } from '../form/generateForm';
import type { Services } from '../services';
import type { PreparedReference } from './referenceFile';
import { findMask } from './referenceStore';
import { fsPathOf } from '../project/uri';

/**
 * The mask of a form, with as many pixels as its first reference has when it is sent.
 * @throws EaselError `invalidRequest` where the mask is gone, or cannot lie on that reference.
 */
export async function prepareMask(
  { mask, choice }: Pick<GenerateForm, 'mask' | 'choice'>,
  [reference]: readonly PreparedReference[],
  { storage }: Services,
  signal: AbortSignal,
): Promise<Mask | undefined> {
  if (mask === undefined) {
    return undefined;
  }
  if (choice.model.capabilities.mask !== true) {
    throw refused({ problem: 'maskNotTaken' });
  }
  if (!reference) {
    throw refused({ problem: 'maskWithoutReference' });
  }
  const kept = await findMask(storage.folder, mask);
  if (!kept) {
    throw refused({ problem: 'maskGone' });
  }
  refuseTurned(reference);
  return fitMask(await readFile(fsPathOf(kept)), reference, signal);
}

/** What was made of it for the model is upright. @throws EaselError `invalidRequest` (`maskOnTurned`). */
export function refuseTurned({ name, isTurned }: Pick<PreparedReference, 'name' | 'isTurned'>): void {
  if (isTurned) {
    throw refused({ problem: 'maskOnTurned', file: name });
  }
}

function refused(problem: MaskProblem): EaselError {
  return new EaselError('invalidRequest', { problem });
}
