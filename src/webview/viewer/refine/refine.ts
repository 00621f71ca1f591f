import { t } from '@vscode/l10n';
import { h, setAttribute, setOptionalText, setText, whenChanged } from '../../ui/dom';
import { selectBox } from '../../ui/selectBox';
import { findChoice, type Page, type PageState, type ViewerBody } from '../../model/state';
import { createPicture } from '../../ui/picture';
import { createRefineWork, jobOf, runningJob } from './refineJob';
import { chosenModel, modelGroups, referenceModels, type ReferenceModel } from './refineModels';
import { createVersionStrip } from './refineVersions';
import { createZoomBar, zoomByKeys, zoomByPointer } from '../../ui/zoomControls';
import type { RefineState } from '../../model/viewerState';
import { wishOf } from '../../update/refine';

/** An image, the versions of it, and a box for what should change. */
export function createRefine(page: Page): ViewerBody {
  const bar = createZoomBar(page);
  const picture = createPicture();
  const caption = h('figcaption', { class: 'pane-caption', dir: 'auto' });
  const work = createRefineWork();
  const panes = h(
    'div',
    {
      class: 'panes',
      role: 'group',
      tabindex: 0,
      'aria-description': t('Arrow keys move, + and − zoom, 0 shows all'),
      title: t('Arrow keys move, + and − zoom, 0 shows all'),
    },
    h('figure', { class: 'pane' }, picture.element, caption),
    work.element,
  );
  panes.addEventListener('keydown', (event) => zoomByKeys(page, event));
  zoomByPointer(page, panes);
  const compare = h(
    'button',
    { type: 'button', class: 'link', 'data-testid': 'refine-compare' },
    t('Compare'),
  );
  const versions = createVersionStrip(page);
  const box = createRefineBox(page);
  let uri = '';
  compare.addEventListener('click', () => page.post({ type: 'resultAction', uri, action: 'compare' }));
  const element = h(
    'div',
    { class: 'refine' },
    h(
      'div',
      { class: 'stage-head' },
      h('h2', { class: 'stage-title' }, t('Refine')),
      h('div', { class: 'stage-tools' }, bar.element, compare),
    ),
    panes,
    versions.element,
    box.element,
  );
  return {
    element,
    focus: box.focus,
    render(state) {
      const { stage } = state;
      if (stage?.kind !== 'refine') {
        return;
      }
      const { view, sight } = stage;
      uri = view.picture.uri;
      panes.style.setProperty('--zoom', String(sight.zoom));
      panes.style.setProperty('--x', String(sight.x));
      panes.style.setProperty('--y', String(sight.y));
      setAttribute(panes, 'aria-label', view.picture.name);
      picture.render(view.picture, view.picture.name);
      setText(caption, view.picture.name);
      caption.title = view.picture.facts;
      compare.hidden = !view.hasOriginal;
      bar.render(sight);
      work.render(state);
      versions.render(view);
      box.render(state, stage);
    },
  };
}

interface RefineBox {
  readonly element: HTMLElement;
  readonly focus: () => void;
  render(state: PageState, stage: RefineState): void;
}

function createRefineBox(page: Page): RefineBox {
  const input = h('textarea', {
    class: 'prompt refine-prompt',
    rows: 2,
    dir: 'auto',
    'aria-label': t('What should change?'),
    placeholder: t('What should change?'),
    'data-testid': 'refine-prompt',
  });
  input.addEventListener('input', () =>
    page.dispatch({ type: 'stageAct', act: { act: 'refinePrompt', prompt: input.value } }),
  );
  const select = h('select', {
    'aria-label': t('Model'),
    'aria-describedby': 'refine-way',
    'data-testid': 'refine-model',
  });
  select.addEventListener('change', () =>
    page.dispatch({ type: 'stageAct', act: { act: 'refineModel', model: select.value } }),
  );
  const go = h(
    'button',
    {
      type: 'button',
      class: 'button',
      'aria-describedby': 'refine-price refine-way',
      'data-testid': 'refine-go',
    },
    t('Refine'),
  );
  const price = h('span', { id: 'refine-price', class: 'refine-price', 'data-testid': 'refine-price' });
  const way = h('p', { id: 'refine-way', class: 'note', 'data-testid': 'refine-way' });
  const cancel = h('button', { type: 'button', class: 'button secondary' }, t('Cancel'));
  const note = h('p', { class: 'note', role: 'status', 'data-testid': 'refine-note' });
  let latest: { readonly state: PageState; readonly stage: RefineState } | undefined;
  const start = (): void => {
    const model = latest && chosenModel(latest.state, latest.stage)?.model;
    const prompt = latest ? wishOf(latest.state).prompt.trim() : '';
    if (latest && model && prompt !== '' && !runningJob(latest.state)) {
      const { view } = latest.stage;
      const id = crypto.randomUUID();
      const { providerId, modelId } = model;
      page.dispatch({ type: 'stageAct', act: { act: 'refineStarted', jobId: id } });
      page.post({ type: 'refine', id, uri: view.picture.uri, prompt, providerId, modelId });
    } else {
      input.focus();
    }
  };
  go.addEventListener('click', ({ detail }) => detail <= 1 && start());
  cancel.addEventListener(
    'click',
    () => latest && page.post({ type: 'cancel', id: wishOf(latest.state).jobId }),
  );
  input.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && !event.isComposing) {
      event.preventDefault();
      event.stopPropagation();
      if (!event.repeat) {
        start();
      }
    }
  });
  const renderModels = whenChanged((text: string) => {
    const models = JSON.parse(text) as readonly ReferenceModel[];
    select.replaceChildren(
      ...modelGroups(models).map(({ heading, models: ofProvider }) =>
        h(
          'optgroup',
          { label: heading },
          ...ofProvider.map(({ key, label }) => h('option', { value: key }, label)),
        ),
      ),
    );
  });
  return {
    element: h(
      'div',
      { class: 'refine-box' },
      input,
      h(
        'div',
        { class: 'refine-row' },
        h('div', { class: 'refine-model' }, selectBox(select)),
        go,
        price,
        cancel,
      ),
      way,
      note,
    ),
    focus: () => input.focus(),
    render(state, stage) {
      latest = { state, stage };
      const model = chosenModel(state, stage)?.model;
      const job = runningJob(state);
      const { prompt } = wishOf(state);
      if (input.value !== prompt) {
        input.value = prompt;
      }
      renderModels(JSON.stringify(referenceModels(state.providers, stage.view.picture.format)));
      select.value = model?.key ?? '';
      setAttribute(go, 'aria-disabled', job || !model || prompt.trim() === '' ? 'true' : undefined);
      setText(price, stage.view.estimates[model?.key ?? ''] ?? '');
      setOptionalText(way, model ? wayOf(stage, model) : '');
      cancel.hidden = !job;
      cancel.title = job?.mayBeBilled ? t('Cancel (the request has left, so it may already be billed)') : '';
      setOptionalText(note, noteFor(state, stage));
    },
  };
}

/** What the model gets to see of the image. */
function wayOf({ view }: RefineState, { key }: ReferenceModel): string {
  return key === view.continues
    ? t('Continues the conversation: sends all of it again, with its images.')
    : t('Sends the image as a reference.');
}

/** What the job says, else why this model is chosen. */
function noteFor(state: PageState, stage: RefineState): string {
  const job = jobOf(state);
  if (job) {
    return job.message;
  }
  const chosen = chosenModel(state, stage);
  if (!chosen) {
    return t('No model takes this image as a reference.');
  }
  const { label } = chosen.model;
  const ofForm = findChoice(state.providers, state.form)?.model.label ?? '';
  const words: Readonly<Record<typeof chosen.reason, string>> = {
    chosen: '',
    madeBy: t('{0} made this image.', label),
    ofForm: t('{0} is the model of your form.', label),
    other: ofForm === '' ? '' : t('{0} does not take this image as a reference; {1} does.', ofForm, label),
  };
  return words[chosen.reason];
}
