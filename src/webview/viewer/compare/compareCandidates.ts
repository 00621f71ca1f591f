import { t } from '@vscode/l10n';
import type { PictureView } from '../../../protocol/viewerViews';
import { h, setText, whenChanged } from '../../ui/dom';
import { createImageBox } from '../../ui/imageBox';
import { keyedList } from '../../ui/keyedList';
import { rovingFocus, stopAttribute } from '../../ui/rovingFocus';
import type { CompareState } from '../../model/viewerState';
import type { Page } from '../../model/state';

/** What an image can be compared with: the newest others, or any image of the workspace. */
export function createCandidates(page: Page): {
  readonly element: HTMLElement;
  focus(): void;
  /** To the two images, where they were compared before. */
  readonly goBack: () => boolean;
  render(stage: CompareState): void;
} {
  let uri = '';
  const question = h('p', { class: 'candidates-question' });
  const list = h('ul', { class: 'candidates', role: 'list' });
  const renderTiles = keyedList<PictureView>({
    parent: list,
    key: (picture) => picture.uri,
    create: (picture) => {
      const image = createImageBox(t('Cannot be shown'));
      const name = h('span', { class: 'tile-name' });
      const button = h(
        'button',
        { type: 'button', class: 'candidate', [stopAttribute]: true, 'data-testid': 'candidate' },
        image.element,
        name,
      );
      button.addEventListener('click', () => page.post({ type: 'compareWith', uri, other: picture.uri }));
      return {
        element: h('li', {}, button),
        render(view) {
          image.render(view.source, '');
          setText(name, view.name.slice(view.name.lastIndexOf('/') + 1));
          button.title = `${view.name}\n${view.facts}`;
        },
      };
    },
  });
  const refreshFocus = rovingFocus(list);
  const renderCandidates = whenChanged((candidates: readonly PictureView[]) => {
    renderTiles(candidates);
    refreshFocus();
  });
  const any = h(
    'button',
    { type: 'button', class: 'button secondary', 'data-testid': 'compare-any' },
    t('Browse Workspace Images…'),
  );
  any.addEventListener('click', () => page.post({ type: 'compareWith', uri }));
  const back = h(
    'button',
    { type: 'button', class: 'button secondary', 'data-testid': 'compare-back' },
    t('Back'),
  );
  const leave = (): void => page.dispatch({ type: 'stageAct', act: { act: 'pick', isPicking: false } });
  back.addEventListener('click', leave);
  const foot = h('div', { class: 'stage-foot' }, any, back);
  const element = h('div', { class: 'candidates-page' }, question, list, foot);
  return {
    element,
    goBack() {
      const canLeave = !element.hidden && !back.hidden;
      if (canLeave) {
        leave();
      }
      return canLeave;
    },
    focus: () => (list.querySelector<HTMLElement>('button') ?? any).focus(),
    render({ view, isPicking }) {
      uri = view.after.uri;
      element.hidden = !isPicking;
      back.hidden = view.before === undefined;
      setText(question, t('What should {0} be compared with?', view.after.name));
      renderCandidates(view.candidates);
    },
  };
}
