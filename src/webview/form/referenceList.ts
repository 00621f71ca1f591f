import { t } from '@vscode/l10n';
import { h } from '../ui/dom';
import { keyedList } from '../ui/keyedList';
import { lastingProblems } from '../model/problems';
import { fitOf } from '../model/referenceFit';
import { askToMark, takesMask } from './maskLine';
import { createReferenceTile } from './referenceTile';
import type { TileItem } from './referenceTile';
import { acceptReferenceDrops } from './referenceDrag';
import { rovingFocus } from '../ui/rovingFocus';
import { findChoice, referenceName } from '../model/state';
import type { Page, PageState, View } from '../model/state';

/**
 * The references as tiles that can be moved.
 * @param fallback takes the focus when the last one is removed
 */
export function createReferenceList(page: Page, fallback: HTMLElement): View {
  const list = h('ol', { class: 'reference-list', role: 'list', 'aria-labelledby': 'references-label' });
  let shown: PageState | undefined;
  const renderTiles = keyedList<TileItem>({
    parent: list,
    key: ({ uri }) => uri,
    create: ({ uri }) => createReferenceTile(page, uri, () => shown && askToMark(page, shown)),
    fallback,
  });
  const refreshFocus = rovingFocus(list);
  acceptReferenceDrops(list, (uri, to) => page.dispatch({ type: 'referenceMoved', uri, to }));
  return {
    element: list,
    render(state) {
      shown = state;
      renderTiles(tileItems(state));
      refreshFocus();
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

/** What becomes of a reference before it is sent. */
function noteOf(state: PageState, uri: string): string {
  const fit = fitOf(state, uri);
  if (fit === 'pending') {
    return t('Converting…');
  }
  return fit !== 'asIs' && fit.state === 'ready' ? fit.note : '';
}
