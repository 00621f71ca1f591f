import { t } from '@vscode/l10n';
import { checkRequest, type CheckedRequest } from '../../shared/checkRequest';
import type { RequestProblem } from '../../shared/requestProblem';
import type { FormReference } from '../../protocol/views';
import { sentPrompt } from './additions';
import { batchProblems, promptsOf } from './batch';
import type { FormProblem } from './formProblem';
import { fitOf } from './referenceFit';
import { findChoice, referenceName, type Choice, type PageState } from './state';

/** All that is wrong with the form, so that the user sees it while filling in. */
export function findProblems(state: PageState): readonly FormProblem[] {
  const choice = findChoice(state.providers, state.form);
  if (!choice) {
    return [];
  }
  return [
    ...checkRequest(requestOf(state), choice.model.capabilities).flatMap((problem) => {
      const said = describe(problem, state, choice);
      return said ? [said] : [];
    }),
    ...state.form.references.flatMap((reference) => fileProblems(state, reference)),
    ...(state.folder.problem === undefined ? [] : [{ field: 'folder' as const, text: state.folder.problem }]),
    ...batchProblems(state, findProblems),
  ];
}

/** A conversion takes a moment: a warning for so long would only flash. */
export function lastingProblems(state: PageState): readonly FormProblem[] {
  return findProblems(state).filter(({ isPassing }) => !isPassing);
}

/** References are called by their URIs. Only those are checked that the model takes as they are. */
function requestOf(state: PageState): CheckedRequest {
  const { references, mask, seed, negativePrompt, ...form } = state.form;
  return {
    ...form,
    prompt: sentPrompt(state),
    references: references.map(({ uri, use }) => ({
      ...(fitOf(state, uri) === 'asIs' && state.knownReferences.get(uri)),
      ...{ name: uri, use },
    })),
    ...(mask !== '' && references.length > 0 && { mask: {} }),
    ...(seed !== '' && { seed: Number(seed) }),
    ...(negativePrompt !== '' && { negativePrompt }),
  };
}

/** `undefined` for what the form rules out: its options, its seed and its count are fitted to the model. */
function describe(problem: RequestProblem, state: PageState, { model }: Choice): FormProblem | undefined {
  switch (problem.problem) {
    case 'emptyPrompt':
      return { field: 'prompt', text: t('Say what the image should show.') };
    case 'promptTooLong':
      // Of too many variations none is known; their braces are not sent.
      return (
        promptsOf(state.form) && {
          field: 'prompt',
          text: t(
            'The prompt has {0} characters; this model takes {1}.',
            problem.length.toLocaleString(),
            problem.limit.toLocaleString(),
          ),
        }
      );
    case 'tooManyReferences':
      return {
        field: 'references',
        text:
          problem.limit === 0
            ? t('This model takes no references. Remove them or select another model.')
            : t('There are {0} references; this model takes {1}.', problem.count, problem.limit),
      };
    case 'styleReference': {
      const name = referenceName(state, problem.file);
      const text = t('{0} is marked for style, which {1} does not know.', name, model.label);
      return { field: 'references', uri: problem.file, text };
    }
    case 'maskNotTaken':
      return {
        field: 'references',
        uri: state.form.references[0]?.uri ?? '',
        text: t(
          '{0} cannot be told which part is to change. Remove the mark or choose another model.',
          model.label,
        ),
      };
    case 'transparentFormat':
      return {
        field: 'outputFormat',
        text: t(
          'A transparent background needs a file format with transparency, such as png or webp; {0} has none.',
          problem.format,
        ),
      };
    case 'seedOutOfRange':
      return { field: 'seed', text: t('The seed is a whole number from 0 to {0}.', problem.limit) };
    default:
      return undefined;
  }
}

/** What the host found in the file of a reference. */
function fileProblems(state: PageState, { uri }: FormReference): readonly FormProblem[] {
  const view = state.knownReferences.get(uri);
  const name = referenceName(state, uri);
  const fit = fitOf(state, uri);
  // Without a view the host does not know the image, and would leave it out.
  if (!view || view.problem) {
    return [{ field: 'references', uri, text: `${name}: ${view?.problem ?? t('Cannot be shown')}` }];
  }
  if (fit === 'pending') {
    return [
      { field: 'references', uri, text: t('{0} is being converted for this model.', name), isPassing: true },
    ];
  }
  return typeof fit === 'object' && fit.state === 'failed'
    ? [{ field: 'references', uri, text: fit.problem }]
    : [];
}
