import { t } from '@vscode/l10n';
import { h, icon, setAttribute, setText } from '../ui/dom';
import { keyedList } from '../ui/keyedList';
import { createProblemLine } from '../ui/problemLine';
import { acceptImageDrops } from './importImages';
import type { FormProblem } from '../model/formProblem';
import { findProblems } from '../model/problems';
import { createFitRequests, fitOf } from '../model/referenceFit';
import { askToMark, createMaskLine, takesMask } from './maskLine';
import { createReferenceTile } from './referenceTile';
import type { TileItem } from './referenceTile';
import { acceptReferenceDrops } from './referenceDrag';
import { rovingFocus } from '../ui/rovingFocus';
import { findChoice, referenceName } from '../model/state';
import type { Page, PageState, View } from '../model/state';

export function createReferencesField(page: Page): View {
  const count = h('span', { id: 'references-count', class: 'counter' });
  const list = h('ol', { class: 'reference-list', role: 'list', 'aria-labelledby': 'references-label' });
  const addLabel = h('span', { class: 'add-label' }, t('Add…'));
  const add = h(
    'button',
    {
      type: 'button',
      class: 'add-references',
      title: t('Add images of the workspace, paste one, or drag images here with Shift held'),
      'aria-describedby': 'references-count references-none references-problem',
      'data-testid': 'add-references',
    },
    icon('add'),
    addLabel,
  );
  let shown: PageState | undefined;
  let chosen: readonly string[] = [];
  add.addEventListener('click', () => page.post({ type: 'pickReferences', chosen }));
  const none = h(
    'p',
    { id: 'references-none', class: 'note' },
    t(
      'No references. Add images that the model should look at: pick or paste them, or drag them here with Shift held.',
    ),
  );
  const maskLine = createMaskLine(page);
  const problemLine = createProblemLine('references-problem');
  const grid = h('div', { class: 'references' }, list, add);
  const label = h('div', { id: 'references-label', class: 'label' }, t('References'));
  const element = h(
    'div',
    { class: 'field', role: 'group', 'aria-labelledby': 'references-label' },
    h('div', { class: 'label-row' }, label, count),
    grid,
    none,
    maskLine.element,
    problemLine.element,
  );
  const renderTiles = keyedList<TileItem>({
    parent: list,
    key: ({ uri }) => uri,
    create: ({ uri }) => createReferenceTile(page, uri, () => shown && askToMark(page, shown)),
    fallback: add,
  });
  const refreshFocus = rovingFocus(list);
  acceptReferenceDrops(list, (uri, to) => page.dispatch({ type: 'referenceMoved', uri, to }));
  acceptImageDrops(element, page);
  const fitRequests = createFitRequests(page);
  return {
    element,
    render(state) {
      shown = state;
      const { references } = state.form;
      const most = findChoice(state.providers, state.form)?.model.capabilities.maxReferences ?? 0;
      chosen = references.map(({ uri }) => uri);
      element.hidden = most === 0 && references.length === 0;
      add.hidden = most === 0;
      grid.classList.toggle('empty', references.length === 0);
      none.hidden = references.length > 0;
      setText(count, references.length > 0 ? t('{0} of {1}', references.length, most) : '');
      setAttribute(count, 'data-over', references.length > most);
      renderTiles(tileItems(state));
      refreshFocus();
      maskLine.render(state);
      problemLine.render(problemText(state));
      fitRequests.render(state);
    },
  };
}

function tileItems(state: PageState): readonly TileItem[] {
  const capabilities = findChoice(state.providers, state.form)?.model.capabilities;
  const problems = new Map(lastingProblems(state).map(({ uri, text }) => [uri, text]));
  const { references, mask } = state.form;
  return references.map(({ uri, use }, index) => {
    const view = state.knownReferences.get(uri);
    return {
      uri,
      name: referenceName(state, uri),
      source: view?.source ?? '',
      facts: view?.facts ?? '',
      isStyle: use === 'style',
      // The mark stays visible where the model knows no style, so that it can be taken off.
      offersStyle: use === 'style' || (capabilities?.styleReferences ?? false),
      problem: problems.get(uri) ?? '',
      note: [noteOf(state, uri), index === 0 && mask !== '' ? t('part marked') : '']
        .filter((text) => text !== '')
        .join(', '),
      // The problem line says where a mark is not taken, and offers to remove it.
      offersMask: index === 0 && takesMask(state),
      mask: index === 0 && mask !== '' ? `${state.maskFolder}/${mask}.png` : '',
      count: references.length,
    };
  });
}

/** A conversion takes a moment: a warning for so long would only flash. */
function lastingProblems(state: PageState): readonly FormProblem[] {
  return findProblems(state).filter(({ isPassing }) => !isPassing);
}

/** What becomes of a reference before it is sent. */
function noteOf(state: PageState, uri: string): string {
  const fit = fitOf(state, uri);
  if (fit === 'pending') {
    return t('Converting…');
  }
  return fit !== 'asIs' && fit.state === 'ready' ? fit.note : '';
}

function problemText(state: PageState): string {
  return lastingProblems(state)
    .filter(({ field }) => field === 'references')
    .map(({ text }) => text)
    .join('\n');
}
