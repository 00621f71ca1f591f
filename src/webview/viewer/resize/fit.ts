import { largestImage, longestSide } from '../../../shared/limits';
import { h, icon, setAttribute, setOptionalText, setText } from '../../ui/dom';
import { createFitFields } from './fitFields';
import { createFitFrame } from './fitFrameView';
import { drawFitted, planOf } from './fitDrawing';
import { format } from '../../model/format';
import type { Page, ViewerBody } from '../../model/state';
import { createViewerProblem } from '../../ui/viewerProblem';
import type { FitState } from '../../model/viewerState';

/** An image under a frame of the wanted ratio, and what it is to become. */
export function createFit(page: Page): ViewerBody {
  const { strings } = page;
  const frame = createFitFrame(page);
  const fields = createFitFields(page);
  const takes = h('p', { class: 'note', role: 'status', 'data-testid': 'fit-takes' });
  const notes = h('p', { class: 'note' });
  const save = h('button', { type: 'button', class: 'button', 'data-testid': 'fit-save' }, strings.fitSave);
  const savedText = h('span', {});
  const saved = h(
    'p',
    { class: 'decision-note', role: 'status', 'data-testid': 'fit-saved' },
    icon('check'),
    savedText,
  );
  const problem = createViewerProblem('fit-problem');
  let latest: FitState | undefined;
  save.addEventListener('click', ({ detail }) => {
    if (detail <= 1 && latest && !latest.isBusy && isPossible(latest)) {
      void draw(page, frame.image, latest);
    }
  });
  const element = h(
    'div',
    { class: 'fit' },
    h('div', { class: 'stage-head' }, h('h2', { class: 'stage-title' }, strings.fitTo)),
    h(
      'div',
      { class: 'fit-columns' },
      frame.element,
      h('div', { class: 'fit-side' }, fields.element, takes, notes, save, saved, problem.element),
    ),
  );
  return {
    element,
    focus: fields.focus,
    render({ stage }) {
      if (stage?.kind !== 'fit') {
        return;
      }
      latest = stage;
      frame.render(stage);
      fields.render(stage);
      setOptionalText(takes, isPossible(stage) ? takesText(page, stage) : '');
      setOptionalText(notes, notesText(page, stage));
      setAttribute(save, 'aria-disabled', stage.isBusy || !isPossible(stage) ? 'true' : undefined);
      setText(save, stage.isBusy ? strings.fitSaving : strings.fitSave);
      saved.hidden = stage.view.saved === '' || stage.isBusy;
      setText(savedText, format(strings.generated, stage.view.saved));
      problem.render(stage.problem || stage.view.problem, stage.isBusy);
    },
  };
}

function isPossible({ width, height, view: { picture } }: FitState): boolean {
  const isSide = (side: number): boolean => Number.isInteger(side) && side >= 1 && side <= longestSide;
  return isSide(width) && isSide(height) && picture.source !== '' && picture.width > 0;
}

async function draw(page: Page, image: HTMLImageElement, stage: FitState): Promise<void> {
  const { strings } = page;
  const plan = planOf(stage);
  page.dispatch({ type: 'stageAct', act: { act: 'fitStarted' } });
  try {
    const bytes = await drawFitted(image, plan, stage);
    if (bytes.byteLength > largestImage) {
      page.dispatch({ type: 'stageAct', act: { act: 'fitFailed', problem: strings.fitTooLarge } });
      return;
    }
    const { view, format: type, discard } = stage;
    page.post({ type: 'fitted', id: view.id, format: type, ...plan.result, bytes, discard });
  } catch {
    page.dispatch({ type: 'stageAct', act: { act: 'fitFailed', problem: strings.fitCannotDraw } });
  }
}

function takesText({ strings }: Page, stage: FitState): string {
  const { source, result } = planOf(stage);
  return stage.mode === 'crop'
    ? format(strings.fitTakes, source.width, source.height, source.x, source.y)
    : format(strings.fitBecomes, result.width, result.height);
}

function notesText({ strings }: Page, stage: FitState): string {
  if (!isPossible(stage)) {
    return '';
  }
  const { source, result } = planOf(stage);
  return [
    result.width > source.width ? strings.fitEnlarged : '',
    stage.format === 'jpeg' && stage.view.picture.format !== 'jpeg' ? strings.fitWhite : '',
  ]
    .filter((text) => text !== '')
    .join(' ');
}
