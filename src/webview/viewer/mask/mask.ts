import { t } from '@vscode/l10n';
import { h, setAttribute, setOptionalText, setText, whenChanged } from '../../ui/dom';
import { createMaskCanvas } from './maskCanvas';
import { drawMask, markedShare, type MarkedPicture } from './maskDrawing';
import { createMaskFields } from './maskFields';
import { undoActOf } from './maskKeys';
import type { Page, ViewerBody } from '../../model/state';
import { createViewerProblem } from '../../ui/viewerProblem';
import type { MaskState } from '../../model/viewerState';

/** The first reference, on which the user marks what is to change. */
export function createMask(page: Page): ViewerBody {
  const canvas = createMaskCanvas(page, () => latest && render(latest));
  const fields = createMaskFields(page);
  const share = h('p', { class: 'note', role: 'status', 'data-testid': 'mask-share' });
  const undoKeys = navigator.userAgent.includes('Mac') ? ['⌘Z', '⇧⌘Z'] : ['Ctrl+Z', 'Ctrl+Y'];
  const keys = h(
    'p',
    { id: 'mask-keys', class: 'note' },
    t(
      'Drag over what is to change. Arrow keys move the brush (with Shift by one pixel), Space marks, and held down while the brush moves it draws a line, + and − resize it, E changes between marking and erasing, {0} undoes, {1} does it again.',
      ...undoKeys,
    ),
  );
  const done = h('button', { type: 'button', class: 'button', 'data-testid': 'mask-done' }, t('Done'));
  const cancel = h(
    'button',
    { type: 'button', class: 'button secondary', 'data-testid': 'mask-cancel' },
    t('Cancel'),
  );
  const problem = createViewerProblem('mask-problem');
  let latest: MaskState | undefined;
  done.addEventListener('click', ({ detail }) => {
    const picture = canvas.picture();
    if (detail <= 1 && latest && picture && !latest.isBusy) {
      void finish(page, latest, picture);
    }
  });
  cancel.addEventListener('click', () => page.dispatch({ type: 'stageClosed' }));
  const name = h('p', { class: 'note', dir: 'auto' });
  const element = h(
    'div',
    { class: 'fit mask' },
    h('div', { class: 'stage-head' }, h('h2', { class: 'stage-title' }, t('Mark What Changes'))),
    h(
      'div',
      { class: 'fit-columns' },
      canvas.element,
      h(
        'div',
        { class: 'fit-side' },
        name,
        fields.element,
        share,
        h('div', { class: 'mask-buttons' }, done, cancel),
        problem.element,
        keys,
      ),
    ),
  );
  element.addEventListener('keydown', (event) => {
    const isInField = event.target instanceof HTMLInputElement && event.target.type === 'number';
    const act = isInField ? undefined : undoActOf(event);
    if (act) {
      event.preventDefault();
      event.stopPropagation();
      page.dispatch({ type: 'stageAct', act: { act } });
    }
  });
  const say = whenChanged((operations: MaskState['operations'], picture: MarkedPicture | undefined) => {
    setOptionalText(share, picture ? shareText(markedShare(picture, operations)) : '');
  });
  const render = (stage: MaskState): void => {
    latest = stage;
    canvas.render(stage);
    const picture = canvas.picture();
    fields.render(stage, picture);
    say(stage.operations, picture);
    setText(name, stage.view.picture.name);
    setAttribute(done, 'aria-disabled', stage.isBusy || !picture ? 'true' : undefined);
    const cannotShow =
      stage.view.picture.source === ''
        ? t('The image cannot be shown here, so nothing can be marked on it.')
        : '';
    const words = stage.problem || stage.view.problem || cannotShow;
    problem.render(words, stage.isBusy);
  };
  return {
    element,
    focus: canvas.focus,
    render({ stage }) {
      if (stage?.kind === 'mask') {
        render(stage);
      }
    },
  };
}

async function finish(page: Page, { view, operations }: MaskState, picture: MarkedPicture): Promise<void> {
  page.dispatch({ type: 'stageAct', act: { act: 'maskStarted' } });
  try {
    page.post({ type: 'imageBytes', id: view.id, bytes: await drawMask(picture, operations) });
  } catch {
    const problem = t('The mark cannot be drawn. Use a smaller image.');
    page.dispatch({ type: 'stageAct', act: { act: 'maskFailed', problem } });
  }
}

function shareText(share: number): string {
  const percent = Math.round(share * 100);
  return share === 0
    ? t('Nothing is marked.')
    : percent === 0
      ? t('Less than 1 % is marked.')
      : t('About {0} % is marked.', percent);
}
