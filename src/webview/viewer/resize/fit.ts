import { t } from '@vscode/l10n';
import { largestImage, longestSide } from '../../../shared/limits';
import { h, icon, setAttribute, setOptionalText, setText } from '../../ui/dom';
import { createFitFields } from './fitFields';
import { createFitFrame } from './fitFrameView';
import { drawFitted, planOf } from './fitDrawing';
import type { Page, ViewerBody } from '../../model/state';
import { createViewerProblem } from '../../ui/viewerProblem';
import type { FitState } from '../../model/viewerState';

/** An image under a frame of the wanted ratio, and what it is to become. */
export function createFit(page: Page): ViewerBody {
  const frame = createFitFrame(page);
  const fields = createFitFields(page);
  const takes = h('p', { class: 'note', role: 'status', 'data-testid': 'fit-takes' });
  const notes = h('p', { class: 'note' });
  const save = h(
    'button',
    { type: 'button', class: 'button', 'data-testid': 'fit-save' },
    t('Save as New File'),
  );
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
    h('div', { class: 'stage-head' }, h('h2', { class: 'stage-title' }, t('Fit to Size'))),
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
      setOptionalText(takes, isPossible(stage) ? takesText(stage) : '');
      setOptionalText(notes, notesText(stage));
      setAttribute(save, 'aria-disabled', stage.isBusy || !isPossible(stage) ? 'true' : undefined);
      setText(save, stage.isBusy ? t('Saving…') : t('Save as New File'));
      saved.hidden = stage.view.saved === '' || stage.isBusy;
      setText(savedText, t('Saved {0}', stage.view.saved));
      problem.render(stage.problem || stage.view.problem, stage.isBusy);
    },
  };
}

function isPossible({ width, height, view: { picture } }: FitState): boolean {
  const isSide = (side: number): boolean => Number.isInteger(side) && side >= 1 && side <= longestSide;
  return isSide(width) && isSide(height) && picture.source !== '' && picture.width > 0;
}

async function draw(page: Page, image: HTMLImageElement, stage: FitState): Promise<void> {
  const plan = planOf(stage);
  page.dispatch({ type: 'stageAct', act: { act: 'fitStarted' } });
  try {
    const bytes = await drawFitted(image, plan, stage);
    if (bytes.byteLength > largestImage) {
      page.dispatch({
        type: 'stageAct',
        act: {
          act: 'fitFailed',
          problem: t('The file would be larger than 64 MB. Choose fewer pixels or another format.'),
        },
      });
      return;
    }
    const { view, format: type, discard } = stage;
    page.post({ type: 'fitted', id: view.id, format: type, ...plan.result, bytes, discard });
  } catch {
    page.dispatch({
      type: 'stageAct',
      act: { act: 'fitFailed', problem: t('The image cannot be drawn at this size. Choose fewer pixels.') },
    });
  }
}

function takesText(stage: FitState): string {
  const { source, result } = planOf(stage);
  return stage.mode === 'crop'
    ? t(
        'Keeps an area of {0} × {1} pixels, starting at {2}, {3}.',
        source.width,
        source.height,
        source.x,
        source.y,
      )
    : t('Keeps the whole image and its ratio: {0} × {1} pixels.', result.width, result.height);
}

function notesText(stage: FitState): string {
  if (!isPossible(stage)) {
    return '';
  }
  const { source, result } = planOf(stage);
  return [
    result.width > source.width ? t('The image has fewer pixels, so it is enlarged.') : '',
    stage.format === 'jpeg' && stage.view.picture.format !== 'jpeg'
      ? t('JPEG has no transparency: what is transparent becomes white.')
      : '',
  ]
    .filter((text) => text !== '')
    .join(' ');
}
