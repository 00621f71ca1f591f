import { t } from '@vscode/l10n';
import { h, icon, setAttribute, setText, whenChanged } from '../../ui/dom';
import { numberInput, radios } from '../../ui/fields';
import { createProblemLine } from '../../ui/problemLine';
import type { MarkedPicture } from './maskDrawing';
import type { MaskOperation } from '../../model/maskOperations';
import type { MaskState, ViewerAct } from '../../model/viewerState';
import type { Page } from '../../model/state';

interface MaskFields {
  readonly element: HTMLElement;
  render(stage: MaskState, picture: MarkedPicture | undefined): void;
}

/** The brush, what changes everything at once, and a rectangle for those who do not paint. */
export function createMaskFields(page: Page): MaskFields {
  const act = (given: ViewerAct): void => page.dispatch({ type: 'stageAct', act: given });
  const mark = (operation: MaskOperation): void => act({ act: 'maskMarked', operation });
  const tool = radios({
    name: 'mask-tool',
    label: t('Brush'),
    choices: { paint: t('Mark'), erase: t('Erase') },
    onPick: (picked) => act({ act: 'maskTool', tool: picked }),
  });
  const brush = h('input', { type: 'range', min: 1, max: 50, 'data-testid': 'mask-brush' });
  brush.addEventListener('input', () => act({ act: 'maskBrush', brush: Number(brush.value) }));
  const brushText = h('span', {});
  const button = (label: string, testId: string, onClick: () => void): HTMLButtonElement => {
    const made = h('button', { type: 'button', class: 'button secondary', 'data-testid': testId }, label);
    made.addEventListener('click', onClick);
    return made;
  };
  const undo = button(t('Undo'), 'mask-undo', () => act({ act: 'maskUndone' }));
  const redo = button(t('Redo'), 'mask-redo', () => act({ act: 'maskRedone' }));
  const rectangle = createRectangle(mark);
  return {
    element: h(
      'div',
      { class: 'fit-fields' },
      tool.element,
      h('label', { class: 'fit-row' }, brushText, brush),
      h(
        'div',
        { class: 'mask-buttons' },
        undo,
        redo,
        button(t('Clear'), 'mask-clear', () => mark({ kind: 'clear' })),
        button(t('Invert'), 'mask-invert', () => mark({ kind: 'invert' })),
      ),
      rectangle.element,
    ),
    render(stage, picture) {
      tool.render(stage.tool);
      brush.value = String(stage.brush);
      setText(brushText, t('Size {0} %', stage.brush));
      setAttribute(undo, 'aria-disabled', stage.operations.length === 0 ? 'true' : undefined);
      setAttribute(redo, 'aria-disabled', stage.undone.length === 0 ? 'true' : undefined);
      rectangle.render(stage, picture);
    },
  };
}

function createRectangle(mark: (operation: MaskOperation) => void): MaskFields {
  const input = (label: string, testId: string): HTMLInputElement =>
    numberInput(label, testId, () => undefined);
  const left = input(t('Left in pixels'), 'mask-left');
  const top = input(t('Top in pixels'), 'mask-top');
  const width = input(t('Width in pixels'), 'mask-width');
  const height = input(t('Height in pixels'), 'mask-height');
  const inputs = [left, top, width, height];
  [left, top].forEach((each) => (each.min = '0'));
  inputs.forEach((each) => (each.required = true));
  const problem = createProblemLine('mask-number-problem');
  problem.render('');
  const say = (wrong: HTMLInputElement | undefined): void => {
    inputs.forEach((each) => {
      setAttribute(each, 'aria-invalid', each === wrong ? 'true' : undefined);
      setAttribute(each, 'aria-describedby', each === wrong ? 'mask-number-problem' : undefined);
    });
    problem.render(
      wrong ? t('{0} must be a whole number from {1} to {2}.', wrong.title, wrong.min, wrong.max) : '',
    );
  };
  const apply = h('button', { type: 'button', class: 'button secondary', 'data-testid': 'mask-rectangle' });
  let tool: MaskState['tool'] = 'paint';
  apply.addEventListener('click', () => {
    const wrong = inputs.find((each) => !each.checkValidity());
    say(wrong);
    if (wrong) {
      wrong.focus();
      return;
    }
    const [x, y] = [left, top].map(({ valueAsNumber }) => valueAsNumber);
    mark({
      kind: 'rectangle',
      tool,
      x: x ?? 0,
      y: y ?? 0,
      width: width.valueAsNumber,
      height: height.valueAsNumber,
    });
  });
  /** The middle, until someone types. */
  const begin = whenChanged((picture: MarkedPicture | undefined) => {
    if (picture) {
      left.value = String(Math.round(picture.width / 4));
      top.value = String(Math.round(picture.height / 4));
      width.value = String(Math.max(1, Math.round(picture.width / 2)));
      height.value = String(Math.max(1, Math.round(picture.height / 2)));
    }
  });
  return {
    element: h(
      'details',
      { class: 'mask-rectangle' },
      h('summary', { 'data-testid': 'mask-by-numbers' }, icon('chevron-right'), t('Rectangle by Numbers')),
      h(
        'div',
        { class: 'mask-numbers' },
        ...inputs.map((each) => h('label', {}, h('span', {}, each.title), each)),
      ),
      apply,
      problem.element,
    ),
    render(stage, picture) {
      tool = stage.tool;
      begin(picture);
      setText(apply, tool === 'paint' ? t('Mark Rectangle') : t('Erase Rectangle'));
    },
  };
}
