import { t } from '@vscode/l10n';
import type { Capabilities } from '../../shared/capabilities';
import { largestSeed } from '../../shared/options';
import type { FormReference } from '../../protocol/views';
import { sentLength } from './additions';
import { batchProblems } from './batch';
import type { FormProblem } from './formProblem';
import { fitOf } from './referenceFit';
import { findChoice, referenceName, type PageState } from './state';

/**
 * All that is wrong with the form. The host checks the request again before anything is paid; this is here so
 * that the user sees it while filling in.
 */
export function findProblems(state: PageState): readonly FormProblem[] {
  const choice = findChoice(state.providers, state.form);
  if (!choice) {
    return [];
  }
  const { capabilities, label } = choice.model;
  return [
    ...promptProblems(state, capabilities),
    ...countProblems(state, capabilities),
    ...state.form.references.flatMap((reference) => {
      const text = referenceProblem(state, reference, capabilities, label);
      return text ? [{ field: 'references' as const, uri: reference.uri, text }] : [];
    }),
    ...maskProblems(state, capabilities, label),
    ...pendingProblems(state),
    ...transparencyProblems(state),
    ...seedProblems(state),
    ...(state.folder.problem === undefined ? [] : [{ field: 'folder' as const, text: state.folder.problem }]),
    ...batchProblems(state, findProblems),
  ];
}

function promptProblems(state: PageState, { maxPromptLength }: Capabilities): FormProblem[] {
  const { form } = state;
  if (form.prompt.trim() === '') {
    return [{ field: 'prompt', text: t('Say what the image should show.') }];
  }
  const length = sentLength(state);
  return length > maxPromptLength
    ? [
        {
          field: 'prompt',
          text: t(
            'The prompt has {0} characters; this model takes {1}.',
            length.toLocaleString(),
            maxPromptLength.toLocaleString(),
          ),
        },
      ]
    : [];
}

function countProblems({ form }: PageState, { maxReferences }: Capabilities): FormProblem[] {
  const count = form.references.length;
  const text =
    maxReferences === 0
      ? t('This model takes no references. Remove them or select another model.')
      : t('There are {0} references; this model takes {1}.', count, maxReferences);
  return count > maxReferences ? [{ field: 'references', text }] : [];
}

function referenceProblem(
  state: PageState,
  { uri, use }: FormReference,
  capabilities: Capabilities,
  model: string,
): string | undefined {
  const view = state.knownReferences.get(uri);
  const name = referenceName(state, uri);
  // Without a view the host does not know the image, and would leave it out.
  if (!view || view.problem) {
    return `${name}: ${view?.problem ?? t('Cannot be shown')}`;
  }
  const fit = fitOf(state, uri);
  if (typeof fit === 'object' && fit.state === 'failed') {
    return fit.problem;
  }
  if (use === 'style' && !capabilities.styleReferences) {
    return t('{0} is marked for style, which {1} does not know.', name, model);
  }
  return undefined;
}

function maskProblems(
  { form }: PageState,
  { mask: isTaken = false }: Capabilities,
  model: string,
): FormProblem[] {
  const [first] = form.references;
  return form.mask !== '' && first && !isTaken
    ? [
        {
          field: 'references',
          uri: first.uri,
          text: t(
            '{0} cannot be told which part is to change. Remove the mark or choose another model.',
            model,
          ),
        },
      ]
    : [];
}

/** As the host says it, in `core/model/request.ts`. */
function transparencyProblems({ form: { background, outputFormat } }: PageState): FormProblem[] {
  return background === 'transparent' && /^jpe?g$/iu.test(outputFormat)
    ? [
        {
          field: 'outputFormat',
          text: t(
            'A transparent background needs a file format with transparency, such as png or webp; {0} has none.',
            outputFormat,
          ),
        },
      ]
    : [];
}

function seedProblems({ form }: PageState): FormProblem[] {
  return Number(form.seed) > largestSeed
    ? [{ field: 'seed', text: t('The seed is a whole number from 0 to {0}.', largestSeed) }]
    : [];
}

function pendingProblems(state: PageState): FormProblem[] {
  return state.form.references
    .filter(({ uri }) => fitOf(state, uri) === 'pending')
    .map(({ uri }) => ({
      field: 'references',
      uri,
      text: t('{0} is being converted for this model.', referenceName(state, uri)),
      isPassing: true,
    }));
}
