import { h, icon, setText } from './dom';

interface ViewerProblem {
  readonly element: HTMLElement;
  render(words: string, isBusy: boolean): void;
}

/** What went wrong with what the user has just asked a stage for; while it is tried again nothing is said. */
export function createViewerProblem(testId: string): ViewerProblem {
  const text = h('span', {});
  const element = h('p', { class: 'problem', role: 'alert', 'data-testid': testId }, icon('error'), text);
  return {
    element,
    render(words, isBusy) {
      element.hidden = words === '' || isBusy;
      setText(text, words);
    },
  };
}
