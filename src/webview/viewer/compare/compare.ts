import { t } from '@vscode/l10n';
import type { PictureView } from '../../../protocol/viewerViews';
import { createCandidates } from './compareCandidates';
import { createDecision } from './compareDecision';
import { h, setAttribute, setText, whenChanged } from '../../ui/dom';
import { createPicture } from '../../ui/picture';
import { createZoomBar, zoomByKeys, zoomByPointer } from '../../ui/zoomControls';
import type { Page, ViewerBody } from '../../model/state';
import type { CompareState } from '../../model/viewerState';

/** Two images under a divider or side by side; where one moves or grows, the other does the same. */
export function createCompare(page: Page): ViewerBody {
  const title = h('h2', { class: 'stage-title' }, t('Compare'));
  const modes = createModes(page);
  const bar = createZoomBar(page);
  const before = createPane('before');
  const after = createPane('after');
  const divider = createDivider(page);
  const panes = h(
    'div',
    {
      class: 'panes',
      role: 'group',
      tabindex: 0,
      'aria-label': t('Compare'),
      'aria-description': t('Arrow keys move, + and − zoom, 0 shows all'),
      title: t('Arrow keys move, + and − zoom, 0 shows all'),
      'data-testid': 'compare-panes',
    },
    before.element,
    after.element,
    divider.element,
  );
  panes.addEventListener('keydown', (event) => zoomByKeys(page, event));
  zoomByPointer(page, panes);
  divider.follow(panes);
  const other = h(
    'button',
    { type: 'button', class: 'link', 'data-testid': 'compare-other' },
    t('Compare with Another…'),
  );
  other.addEventListener('click', () =>
    page.dispatch({ type: 'stageAct', act: { act: 'pick', isPicking: true } }),
  );
  const candidates = createCandidates(page);
  const decision = createDecision(page);
  const tools = h('div', { class: 'stage-tools' }, modes.element, bar.element, other);
  const foot = h('div', { class: 'stage-foot' }, decision.element);
  const element = h(
    'div',
    { class: 'compare' },
    h('div', { class: 'stage-head' }, title, tools),
    panes,
    candidates.element,
    foot,
  );
  return {
    element,
    focus: () => (panes.hidden ? candidates.focus() : panes.focus()),
    goBack: candidates.goBack,
    render({ stage }) {
      if (stage?.kind !== 'compare') {
        return;
      }
      const { view, isPicking, mode, split, sight } = stage;
      panes.hidden = foot.hidden = tools.hidden = isPicking;
      candidates.render(stage);
      if (view.before && !isPicking) {
        setAttribute(panes, 'data-mode', mode);
        panes.style.setProperty('--split', String(split));
        panes.style.setProperty('--zoom', String(sight.zoom));
        panes.style.setProperty('--x', String(sight.x));
        panes.style.setProperty('--y', String(sight.y));
        before.render(view.before, t('Before: {0}', view.before.name));
        after.render(view.after, t('After: {0}', view.after.name));
        modes.render(stage);
        bar.render(sight);
        divider.render(stage);
        decision.render(stage);
      }
    },
  };
}

interface Pane {
  readonly element: HTMLElement;
  render(picture: PictureView, caption: string): void;
}

function createPane(side: 'before' | 'after'): Pane {
  const picture = createPicture();
  const words = h('figcaption', { class: 'pane-caption', dir: 'auto' });
  return {
    element: h('figure', { class: 'pane', 'data-side': side }, picture.element, words),
    render(view, caption) {
      picture.render(view, caption);
      setText(words, caption);
      words.title = `${caption}\n${view.facts}`;
    },
  };
}

function createModes(page: Page): { readonly element: HTMLElement; render(stage: CompareState): void } {
  const radios = (['slider', 'sides'] as const).map((mode) => {
    const input = h('input', { type: 'radio', name: 'compare-mode', value: mode, class: 'hidden-input' });
    input.addEventListener('change', () =>
      page.dispatch({ type: 'stageAct', act: { act: 'compareMode', mode } }),
    );
    return input;
  });
  const labels = { slider: t('Slider'), sides: t('Side by side') };
  return {
    element: h(
      'div',
      { class: 'choices', role: 'radiogroup', 'aria-label': t('Compare'), 'data-testid': 'compare-mode' },
      ...radios.map((input) =>
        h('label', { class: 'choice' }, input, h('span', {}, labels[input.value as keyof typeof labels])),
      ),
    ),
    render({ mode }) {
      for (const input of radios) {
        input.checked = input.value === mode;
      }
    },
  };
}

const keySteps: Readonly<Record<string, number>> = {
  ArrowLeft: -0.02,
  ArrowDown: -0.02,
  ArrowRight: 0.02,
  ArrowUp: 0.02,
  PageDown: -0.2,
  PageUp: 0.2,
  Home: -1,
  End: 1,
};

/** The line between the two, which can be dragged and moved by keys. */
function createDivider(page: Page): {
  readonly element: HTMLElement;
  follow(panes: HTMLElement): void;
  render(stage: CompareState): void;
} {
  const move = (split: number): void => page.dispatch({ type: 'stageAct', act: { act: 'split', split } });
  const element = h(
    'div',
    {
      class: 'divider',
      role: 'slider',
      tabindex: 0,
      'aria-label': t('Divider'),
      'aria-valuemin': 0,
      'aria-valuemax': 100,
      'data-testid': 'compare-divider',
    },
    h('span', { class: 'divider-grip', 'aria-hidden': 'true' }),
  );
  let now = 0.5;
  element.addEventListener('keydown', (event) => {
    const step = keySteps[event.key];
    if (step !== undefined && !event.altKey && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      event.stopPropagation();
      move(now + step);
    }
  });
  const renderValue = whenChanged((split: number) => {
    now = split;
    setAttribute(element, 'aria-valuenow', Math.round(split * 100));
    setAttribute(element, 'aria-valuetext', `${Math.round(split * 100)} %`);
  });
  return {
    element,
    follow(panes) {
      element.addEventListener('pointerdown', (event) => {
        element.setPointerCapture(event.pointerId);
        event.stopPropagation();
      });
      element.addEventListener('pointermove', (event) => {
        if (element.hasPointerCapture(event.pointerId)) {
          const { left, width } = panes.getBoundingClientRect();
          move((event.clientX - left) / width);
        }
      });
    },
    render: ({ split, mode }) => {
      element.hidden = mode !== 'slider';
      renderValue(split);
    },
  };
}
