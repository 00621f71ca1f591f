import { t } from '@vscode/l10n';
import { h, setText } from '../../ui/dom';
import { numberInput, radios, setNumber } from '../../ui/fields';
import { selectBox } from '../../ui/selectBox';
import { fitTargets, targetOf } from './fitTargets';
import type { FitState, ViewerAct } from '../../model/viewerState';
import type { Page } from '../../model/state';

interface FitFields {
  readonly element: HTMLElement;
  readonly focus: () => void;
  render(stage: FitState): void;
}

/** The choices: how large, how, and as what file. */
export function createFitFields(page: Page): FitFields {
  const act = (given: ViewerAct): void => page.dispatch({ type: 'stageAct', act: given });
  const target = h(
    'select',
    { 'aria-label': t('Size'), 'data-testid': 'fit-target' },
    h('option', { value: '' }, t('Custom Size')),
    ...fitTargets.map(({ id, label, width, height }) =>
      h('option', { value: id }, `${label()} ${width} × ${height}`),
    ),
  );
  target.addEventListener('change', () => {
    const found = fitTargets.find(({ id }) => id === target.value);
    if (found) {
      act({ act: 'fitSize', width: found.width, height: found.height });
    }
  });
  const width = numberInput(t('Width in pixels'), 'fit-width', (value) =>
    act({ act: 'fitSize', width: value }),
  );
  const height = numberInput(t('Height in pixels'), 'fit-height', (value) =>
    act({ act: 'fitSize', height: value }),
  );
  const mode = radios({
    name: 'fit-mode',
    label: t('Fit to Size'),
    choices: { crop: t('Crop'), scale: t('Scale') },
    onPick: (picked) => act({ act: 'fitMode', mode: picked }),
  });
  const type = radios({
    name: 'fit-format',
    label: t('Format'),
    choices: { png: 'PNG', jpeg: 'JPEG', webp: 'WebP' },
    onPick: (picked) => act({ act: 'fitFormat', format: picked }),
  });
  const quality = h('input', { type: 'range', min: 1, max: 100, 'data-testid': 'fit-quality' });
  quality.addEventListener('input', () => act({ act: 'fitQuality', quality: Number(quality.value) }));
  const qualityText = h('span', {});
  const qualityRow = h('label', { class: 'fit-row' }, qualityText, quality);
  const discard = h('input', { type: 'checkbox', 'data-testid': 'fit-discard' });
  discard.addEventListener('change', () => act({ act: 'fitDiscard', discard: discard.checked }));
  const element = h(
    'div',
    { class: 'fit-fields' },
    selectBox(target),
    h('div', { class: 'fit-row' }, width, h('span', { 'aria-hidden': 'true' }, '×'), height),
    mode.element,
    type.element,
    qualityRow,
    h('label', { class: 'fit-check' }, discard, h('span', {}, t('Delete the original afterwards'))),
  );
  return {
    element,
    focus: () => target.focus(),
    render(stage) {
      target.value = targetOf(stage)?.id ?? '';
      setNumber(width, stage.width);
      setNumber(height, stage.height);
      mode.render(stage.mode);
      type.render(stage.format);
      qualityRow.hidden = stage.format === 'png';
      quality.value = String(stage.quality);
      setText(qualityText, t('Quality {0}', stage.quality));
      discard.checked = stage.discard;
    },
  };
}
