import { t } from '@vscode/l10n';
import { optionNames } from '../shared/optionTable';
import { h, icon, setText, whenChanged } from './ui/dom';
import { createCompareField } from './form/compareField';
import { createGenerateBar } from './form/generateBar';
import { createJobList } from './gallery/jobList';
import { createModelField } from './form/modelField';
import { createCountField, createFolderField, createOptionField } from './form/optionFields';
import { createNegativePromptField } from './form/negativePromptField';
import { createPromptField } from './form/promptField';
import { createQueueBar } from './gallery/queueBar';
import { createReferencesField } from './form/referencesField';
import { createLazyView } from './ui/lazyView';
import { createHistoryBar, createNoMatch } from './gallery/historyBar';
import { createHistoryGrid } from './gallery/historyGrid';
import { createRecipeNote } from './gallery/recipeNote';
import { acceptRecipeDrops } from './gallery/recipeDrop';
import type { Page, PageState, View } from './model/state';
import { outsideGroups } from './gallery/ungroupedJobs';
import { createSeedField } from './form/seedField';
import { createVariationsField } from './form/variationsField';

/** The whole page: the form beside, or in a narrow panel above, what came of it. */
export function createPage(page: Page, generate: () => void): View {
  const gallery = createGallery(page);
  const bar = createGenerateBar({
    onGenerate: generate,
    onShowJobs: () => gallery.element.scrollIntoView({ block: 'start' }),
  });
  const fields: readonly View[] = [
    createPromptField(page),
    createVariationsField(page),
    createReferencesField(page),
    createModelField(page),
    createCompareField(page),
    ...optionNames.map((option) => createOptionField(page, option)),
    createNegativePromptField(page),
    createSeedField(page),
    createCountField(page),
    createFolderField(page),
    bar,
  ];
  const form = h(
    'form',
    { class: 'form', 'aria-label': t('Generate') },
    h('div', { class: 'fields' }, ...fields.slice(0, -1).map(({ element }) => element)),
    bar.element,
  );
  form.addEventListener('submit', (event) => event.preventDefault());
  form.addEventListener('keydown', (event) => generateOnKey(event, generate));
  const announcer = createAnnouncer();
  const stageAnnouncer = createAnnouncer();
  const stage = createLazyView({
    load: async () => (await import('./viewer/viewer')).createViewer(page, stageAnnouncer),
    isWanted: (state) => state.stage !== undefined,
  });
  const element = h(
    'main',
    { class: 'page' },
    h('h1', { class: 'visually-hidden' }, 'Easel'),
    form,
    gallery.element,
    announcer.element,
    stage.element,
  );
  document.addEventListener('keydown', closeOnEscape);
  const views = [...fields, gallery, announcer, stage];
  return { element, render: (state) => views.forEach((view) => view.render(state)) };
}

function generateOnKey(event: KeyboardEvent, generate: () => void): void {
  if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && !event.isComposing) {
    event.preventDefault();
    event.stopPropagation();
    if (!event.repeat) {
      generate();
    }
  }
}

/** Closes what is open in the page. It never cancels a job, which may be paid for. */
function closeOnEscape(event: KeyboardEvent): void {
  const open = document.activeElement?.closest('details[open]') ?? document.querySelector('details[open]');
  if (event.key === 'Escape' && !event.isComposing && open && !event.defaultPrevented) {
    const hadFocus = open.contains(document.activeElement);
    open.removeAttribute('open');
    if (hadFocus) {
      open.querySelector('summary')?.focus();
    }
    event.stopPropagation();
  }
}

function createGallery(page: Page): View {
  const queue = createQueueBar(page);
  let shown: PageState | undefined;
  const groups = createLazyView({
    load: async () => (await import('./gallery/jobGroups')).createJobGroups(page),
    isWanted: ({ jobs }) => jobs.some(({ group }) => group),
  });
  const ungrouped = outsideGroups();
  const jobs = createJobList(page);
  const tiles = h('div', { class: 'tiles' }, jobs.element);
  const history = createHistoryGrid(page, tiles);
  tiles.append(history.element);
  const bar = createHistoryBar(page, queue.element);
  const recipe = createLazyView({
    load: async () => (await import('./gallery/recipeCard')).createRecipeCard(page),
    isWanted: (state) => state.recipe.offer !== undefined,
  });
  const note = createRecipeNote(page);
  const noMatch = createNoMatch(page);
  const none = h(
    'div',
    { class: 'empty-gallery' },
    icon('file-media'),
    h('p', {}, t('Images you generate are saved in the project and shown here.')),
  );
  const element = h(
    'section',
    { class: 'gallery', 'aria-labelledby': 'results-heading' },
    ...[bar.element, recipe.element, note.element, none, noMatch.element, groups.element, tiles],
  );
  acceptRecipeDrops(page, element, () => shown);
  const views = [bar, recipe, note, noMatch, queue, groups, jobs, history];
  return {
    element,
    render(state) {
      shown = state;
      none.hidden = state.jobs.length > 0 || !state.history.isEmpty;
      const outside = ungrouped(state);
      views.forEach((view) => view.render(view === jobs ? outside : state));
    },
  };
}

/** One polite region for all that happens. It is emptied first, so that the same words are heard again. */
function createAnnouncer(): View {
  const element = h('div', { class: 'visually-hidden', 'aria-live': 'polite', 'data-testid': 'live' });
  let timer: number | undefined;
  const announce = whenChanged(({ text }: PageState['announcement']) => {
    setText(element, '');
    window.clearTimeout(timer);
    timer = window.setTimeout(() => setText(element, text), 100);
  });
  return { element, render: ({ announcement }) => announce(announcement) };
}
