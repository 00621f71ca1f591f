import { t } from '@vscode/l10n';
import { h, icon, setAttribute, setText } from '../ui/dom';
import { createLazyView } from '../ui/lazyView';
import { createProblemLine } from '../ui/problemLine';
import { acceptImageDrops } from './importImages';
import { lastingProblems } from '../model/problems';
import { createFitRequests } from '../model/referenceFit';
import { findChoice } from '../model/state';
import type { Page, PageState, View } from '../model/state';

export function createReferencesField(page: Page): View {
  const count = h('span', { id: 'references-count', class: 'counter' });
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
  let chosen: readonly string[] = [];
  add.addEventListener('click', () => page.post({ type: 'pickReferences', chosen }));
  const none = h(
    'p',
    { id: 'references-none', class: 'note' },
    t(
      'No references. Add images that the model should look at: pick or paste them, or drag them here with Shift held.',
    ),
  );
  const list = createLazyView({
    load: async () => (await import('./referenceList')).createReferenceList(page, add),
    isWanted: ({ form }) => form.references.length > 0,
  });
  const maskLine = createLazyView({
    load: async () => (await import('./maskLine')).createMaskLine(page),
    isWanted: ({ form, lostMask }) => form.mask !== '' || lostMask !== undefined,
  });
  const problemLine = createProblemLine('references-problem');
  const grid = h('div', { class: 'references' }, list.element, add);
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
  acceptImageDrops(element, page);
  const fitRequests = createFitRequests(page);
  return {
    element,
    render(state) {
      const { references } = state.form;
      const most = findChoice(state.providers, state.form)?.model.capabilities.maxReferences ?? 0;
      chosen = references.map(({ uri }) => uri);
      element.hidden = most === 0 && references.length === 0;
      add.hidden = most === 0;
      grid.classList.toggle('empty', references.length === 0);
      none.hidden = references.length > 0;
      setText(count, references.length > 0 ? t('{0} of {1}', references.length, most) : '');
      setAttribute(count, 'data-over', references.length > most);
      list.render(state);
      maskLine.render(state);
      problemLine.render(problemText(state));
      fitRequests.render(state);
    },
  };
}

function problemText(state: PageState): string {
  return lastingProblems(state)
    .filter(({ field }) => field === 'references')
    .map(({ text }) => text)
    .join('\n');
}
