import { t } from '@vscode/l10n';
import type { AdditionsView } from '../../protocol/views';
import type { PageState } from '../model/state';
import { announce } from '../model/announce';
import { fitForm } from '../model/fitForm';
import { pickModel, withForm } from './form';

export function withAdditions(state: PageState, additions: AdditionsView): PageState {
  return { ...state, additions };
}

/** Takes over what was picked. A preset that is new in the form brings its model and its ratio. */
export function pickAdditions(
  state: PageState,
  { presets, styleFile }: { readonly presets: readonly string[]; readonly styleFile: boolean },
): PageState {
  const added = presets.filter((name) => !state.form.presets.includes(name));
  const next = added.reduce(withPresetOptions, withForm(state, { presets, styleFile }));
  return added.length === 0 ? next : announce(next, t('Added to the prompt: {0}', added.join(', ')));
}

export function removePreset(state: PageState, name: string): PageState {
  const presets = state.form.presets.filter((each) => each !== name);
  return announce(withForm(state, { presets }), t('Removed from the prompt: {0}', name));
}

/** Adds the style file to this form, or leaves it out; whether it may be used at all is the host's to know. */
export function toggleStyleFile(state: PageState): PageState {
  const styleFile = !state.form.styleFile;
  const name = state.additions.styleFile?.name ?? '';
  return announce(
    withForm(state, { styleFile }),
    styleFile ? t('Added to the prompt: {0}', name) : t('Removed from the prompt: {0}', name),
  );
}

function withPresetOptions(state: PageState, name: string): PageState {
  const preset = state.additions.presets.find((each) => each.name === name);
  const { model, aspectRatio } = preset ?? {};
  const next = model ? pickModel(state, model.providerId, model.modelId) : state;
  return aspectRatio === undefined
    ? next
    : {
        ...next,
        form: fitForm({ ...next.form, aspectRatio }, next.providers),
        chosenOptions: { ...next.chosenOptions, aspectRatio },
      };
}
