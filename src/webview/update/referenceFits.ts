import { t } from '@vscode/l10n';
import type { HostMessage } from '../../protocol/hostMessages';
import type { ReferenceView } from '../../protocol/views';
import { isSameModel, referenceName, type PageState } from '../model/state';
import { announce } from '../model/announce';

/** Each model keeps its own answer, also one that is not chosen any more; it may be chosen again. */
export function withFit(
  state: PageState,
  { uri, providerId, modelId, fit }: Extract<HostMessage, { type: 'referenceFit' }>,
): PageState {
  const answer = { providerId, modelId, fit };
  const ofOthers = state.fits.get(uri)?.filter((known) => !isSameModel(known, answer)) ?? [];
  const next = { ...state, fits: new Map(state.fits).set(uri, [...ofOthers, answer]) };
  if (fit.state === 'failed') {
    return announce(next, t('Failed: {0}', fit.problem));
  }
  return fit.note === '' ? next : announce(next, t('{0}: {1}', referenceName(state, uri), fit.note));
}

/** The files may have changed since the host looked at them last. */
export function withoutFits(state: PageState, references: readonly ReferenceView[]): PageState {
  const fits = new Map(state.fits);
  references.forEach(({ uri }) => fits.delete(uri));
  return { ...state, fits };
}
