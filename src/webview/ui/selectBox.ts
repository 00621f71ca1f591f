import { h, icon } from './dom';

/** The box draws the arrow: CSS alone would need an image, which the page's policy does not let in. */
export function selectBox(select: HTMLSelectElement): HTMLElement {
  return h('div', { class: 'select-box' }, select, icon('chevron-down'));
}
