import { h, icon, setText } from './dom';

interface ProblemLine {
  readonly element: HTMLElement;
  render(text: string): void;
}

/** A line under a field that says what is wrong, with a sign beside the colour. */
export function createProblemLine(id: string): ProblemLine {
  const text = h('span', { dir: 'auto' });
  // A screen reader hears it when it appears, after what it is saying; an alert would interrupt the typing.
  const element = h('div', { id, class: 'problem', role: 'status' });
  return {
    element,
    render(problem) {
      setText(text, problem);
      element.hidden = problem === '';
      if (problem === '') {
        element.replaceChildren();
      } else if (!element.hasChildNodes()) {
        element.append(icon('error'), text);
      }
    },
  };
}
