import type { HostMessage } from '../messages/hostMessages';
import type { PageMessage } from '../messages/pageMessages';
import type { PanelForm } from '../messages/views';
import { convertAndSend } from './convertImage';
import { acceptPastedImages, sendImages } from './importImages';
import { createPage } from './page';
import { findProblems, type FormProblem } from './problems';
import type { Action, Page, PageState } from './state';
import { initialState, update } from './update';

/** What outlives the page when it is hidden or the window is reloaded. */
interface SavedState {
  readonly form: PanelForm;
}

const vscode = acquireVsCodeApi<SavedState>();
let state: PageState | undefined;
let render: ((state: PageState) => void) | undefined;

function post(message: PageMessage): void {
  vscode.postMessage(message);
}

function dispatch(action: Action): void {
  if (!state) {
    return;
  }
  const before = state.form;
  state = update(state, action);
  if (state.form !== before) {
    vscode.setState({ form: state.form });
    post({ type: 'draft', form: state.form });
  }
  render?.(state);
}

/** Where a problem is mended. */
const fields: Readonly<Record<FormProblem['field'], string>> = {
  prompt: '#prompt',
  references: '[data-testid="reference"] [data-stop]',
  folder: '[data-testid="choose-folder"]',
  models: '[data-testid="compare-models"]',
};

/** Each call is one click, and so one job: the host takes an id once. */
function generate(): void {
  if (!state) {
    return;
  }
  const problem = findProblems(state)[0];
  if (problem) {
    document.querySelector<HTMLElement>(fields[problem.field])?.focus();
    return;
  }
  post({ type: 'generate', id: crypto.randomUUID(), form: state.form });
}

function start(message: Extract<HostMessage, { type: 'init' }>): void {
  state = initialState(message);
  vscode.setState({ form: state.form });
  const page: Page = { strings: state.strings, dispatch, post };
  const created = createPage(page, generate);
  document.getElementById('root')?.replaceChildren(created.element);
  render = created.render;
  render(state);
  // Only where the person is in the page already; a panel that a reload restored must not take the focus.
  if (document.hasFocus()) {
    document.getElementById('prompt')?.focus();
  }
}

window.addEventListener('message', ({ data }: MessageEvent<HostMessage>) => {
  switch (data.type) {
    case 'init':
      start(data);
      break;
    case 'focusPrompt':
      document.getElementById('prompt')?.focus();
      break;
    case 'convertImage':
      convertAndSend(data, post);
      break;
    case 'takeImages':
      void sendImages(data, post);
      break;
    default:
      dispatch(data);
  }
});

acceptPastedImages(post);

const saved = vscode.getState();
post(saved ? { type: 'ready', form: saved.form } : { type: 'ready' });
