import { takesReference } from '../../shared/referenceFit';
import type { FormModel, ReferenceFitView, ReferenceView } from '../../protocol/views';
import { findChoice, isSameModel, type Page, type PageState, type View } from './state';

/** What is known of a reference that a model does not take as it is; `pending` until the host has said. */
export function fitOf(
  state: PageState,
  uri: string,
  model: FormModel = state.form,
): ReferenceFitView | 'asIs' | 'pending' {
  const view = state.knownReferences.get(uri);
  const capabilities = findChoice(state.providers, model)?.model.capabilities;
  if (!view || view.problem || !capabilities || takesReference(capabilities, view)) {
    return 'asIs';
  }
  return state.fits.get(uri)?.find((known) => isSameModel(known, model))?.fit ?? 'pending';
}

/** Asks the host for what is pending, once for each reference, model of the form and look at the file. */
export function createFitRequests(page: Page): Pick<View, 'render'> {
  const asked = new Map<string, ReferenceView | undefined>();
  return {
    render(state) {
      const { form, knownReferences } = state;
      for (const { uri } of form.references) {
        const view = knownReferences.get(uri);
        for (const model of [form, ...form.compareWith]) {
          const { providerId, modelId } = model;
          const key = JSON.stringify([uri, providerId, modelId]);
          if (fitOf(state, uri, model) === 'pending' && asked.get(key) !== view) {
            asked.set(key, view);
            page.post({ type: 'fitReference', uri, providerId, modelId });
          }
        }
      }
    },
  };
}
