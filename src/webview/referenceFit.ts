import type { Capabilities } from '../core/provider';
import type { ReferenceFitView, ReferenceView } from '../messages/views';
import { findChoice } from './state';
import type { Page, PageState, View } from './state';

/** What the host said about a reference, and for which model. */
export interface KnownFit {
  readonly providerId: string;
  readonly modelId: string;
  readonly fit: ReferenceFitView;
}

/** Whether the model takes a reference as it is. The host checks it again before anything is paid. */
export function isTaken(
  { format, byteLength = 0, width = 0, height = 0 }: ReferenceView,
  { referenceFormats, referenceLimits: { maxSide = Infinity, maxBytes = Infinity } = {} }: Capabilities,
): boolean {
  const formats: readonly string[] = referenceFormats;
  const isSmall = Math.max(width, height) <= maxSide && byteLength <= maxBytes;
  return isSmall && formats.includes(format.toLowerCase());
}

/** What is known of a reference that the chosen model does not take as it is; `pending` until the host has said. */
export function fitOf(state: PageState, uri: string): ReferenceFitView | 'asIs' | 'pending' {
  const { providerId, modelId } = state.form;
  const view = state.knownReferences.get(uri);
  const capabilities = findChoice(state.providers, state.form)?.model.capabilities;
  if (!view || view.problem || !capabilities || isTaken(view, capabilities)) {
    return 'asIs';
  }
  const known = state.fits.get(uri);
  return known?.providerId === providerId && known.modelId === modelId ? known.fit : 'pending';
}

/** Asks the host for what is pending, once for each reference, model and look at the file. */
export function createFitRequests(page: Page): Pick<View, 'render'> {
  const asked = new Map<string, { readonly view: ReferenceView | undefined; readonly model: string }>();
  return {
    render(state) {
      const { references, providerId, modelId } = state.form;
      for (const { uri } of references.filter((each) => fitOf(state, each.uri) === 'pending')) {
        const view = state.knownReferences.get(uri);
        const model = JSON.stringify([providerId, modelId]);
        const before = asked.get(uri);
        if (before?.view !== view || before?.model !== model) {
          asked.set(uri, { view, model });
          page.post({ type: 'fitReference', uri, providerId, modelId });
        }
      }
    },
  };
}
