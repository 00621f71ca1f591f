import type { HostMessage } from '../../messages/hostMessages';
import type { ReferenceView } from '../../messages/views';
import { referenceName, type PageState } from '../state';
import { announce } from './announce';

/** An answer about a model that is not chosen any more is kept all the same; it may be chosen again. */
export function withFit(
  state: PageState,
  { uri, providerId, modelId, fit }: Extract<HostMessage, { type: 'referenceFit' }>,
): PageState {
  const next = { ...state, fits: new Map(state.fits).set(uri, { providerId, modelId, fit }) };
  if (fit.state === 'failed') {
    return announce(next, 'failed', fit.problem);
  }
  return fit.note === '' ? next : announce(next, 'referenceConverted', referenceName(state, uri), fit.note);
}

/** The files may have changed since the host looked at them last. */
export function withoutFits(state: PageState, references: readonly ReferenceView[]): PageState {
  const fits = new Map(state.fits);
  references.forEach(({ uri }) => fits.delete(uri));
  return { ...state, fits };
}
