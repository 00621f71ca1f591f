import type { Capabilities } from '../../shared/capabilities';
import { largestSeed } from '../../shared/options';
import type { FormReference } from '../../protocol/views';
import { sentLength } from './additions';
import { batchProblems } from './batch';
import type { FormProblem } from './formProblem';
import { format } from './format';
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
  const { strings, form } = state;
  if (form.prompt.trim() === '') {
    return [{ field: 'prompt', text: strings.promptEmpty }];
  }
  const length = sentLength(state);
  return length > maxPromptLength
    ? [
        {
          field: 'prompt',
          text: format(strings.promptTooLong, length.toLocaleString(), maxPromptLength.toLocaleString()),
        },
      ]
    : [];
}

function countProblems({ strings, form }: PageState, { maxReferences }: Capabilities): FormProblem[] {
  const count = form.references.length;
  const text =
    maxReferences === 0 ? strings.noReferencesTaken : format(strings.tooManyReferences, count, maxReferences);
  return count > maxReferences ? [{ field: 'references', text }] : [];
}

function referenceProblem(
  state: PageState,
  { uri, use }: FormReference,
  capabilities: Capabilities,
  model: string,
): string | undefined {
  const { strings } = state;
  const view = state.knownReferences.get(uri);
  const name = referenceName(state, uri);
  // Without a view the host does not know the image, and would leave it out.
  if (!view || view.problem) {
    return `${name}: ${view?.problem ?? strings.imageMissing}`;
  }
  const fit = fitOf(state, uri);
  if (typeof fit === 'object' && fit.state === 'failed') {
    return fit.problem;
  }
  if (use === 'style' && !capabilities.styleReferences) {
    return format(strings.styleNotTaken, name, model);
  }
  return undefined;
}

function maskProblems(
  { strings, form }: PageState,
  { mask: isTaken = false }: Capabilities,
  model: string,
): FormProblem[] {
  const [first] = form.references;
  return form.mask !== '' && first && !isTaken
    ? [{ field: 'references', uri: first.uri, text: format(strings.maskNotTaken, model) }]
    : [];
}

/** As the host says it, in `core/model/request.ts`. */
function transparencyProblems({ strings, form: { background, outputFormat } }: PageState): FormProblem[] {
  return background === 'transparent' && /^jpe?g$/iu.test(outputFormat)
    ? [{ field: 'outputFormat', text: format(strings.transparentFormat, outputFormat) }]
    : [];
}

function seedProblems({ strings, form }: PageState): FormProblem[] {
  return Number(form.seed) > largestSeed
    ? [{ field: 'seed', text: format(strings.seedTooLarge, largestSeed) }]
    : [];
}

function pendingProblems(state: PageState): FormProblem[] {
  return state.form.references
    .filter(({ uri }) => fitOf(state, uri) === 'pending')
    .map(({ uri }) => ({
      field: 'references',
      uri,
      text: format(state.strings.referenceConverting, referenceName(state, uri)),
      isPassing: true,
    }));
}
