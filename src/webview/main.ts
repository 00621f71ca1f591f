import { config } from '@vscode/l10n';
import type { HostMessage } from '../protocol/hostMessages';
import type { PageMessage } from '../protocol/pageMessages';
import { chooseContextMenu } from './ui/contextMenu';
import { acceptPastedImages, ImageOffers } from './form/importImages';
import { createPage } from './page';
import { lazily } from './ui/lazily';
import type { FormProblem } from './model/formProblem';
import { findProblems } from './model/problems';
import { isSavedAlike, restoredState, savedStateOf, type SavedState } from './model/savedState';
import type { Action, Page, PageState } from './model/state';
import { initialState, update } from './update';
import { createStateStore } from './model/windowState';

const vscode = acquireVsCodeApi<SavedState>();
const store = createStateStore({
  api: vscode,
  session: () => sessionStorage,
  key: `easel ${document.body.dataset.workspace}`,
});
const restored = restoredState(store.read());
let state: PageState | undefined;
let render: ((state: PageState) => void) | undefined;

function post(message: PageMessage): void {
  vscode.postMessage(message);
}

const offers = new ImageOffers(post);
const conversions = lazily(async () => new (await import('./form/convertImage')).Conversions(post));

function dispatch(action: Action): void {
  if (!state) {
    return;
  }
  const before = state;
  state = update(state, action);
  if (!isSavedAlike(before, state)) {
    store.write(savedStateOf(state));
  }
  if (state.form !== before.form) {
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
  seed: '#seed',
  outputFormat: '[data-testid="output-format"] :is(input:checked, .text-input)',
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
  performance.mark('easel-answered');
  // Before anything is drawn: each view asks for its texts when it is made.
  config({ contents: { ...message.translations } });
  state = initialState(message, restored);
  store.write(savedStateOf(state));
  const page: Page = { dispatch, post, offerFiles: (files) => offers.offer(files) };
  const created = createPage(page, generate);
  document.getElementById('root')?.replaceChildren(created.element);
  render = created.render;
  render(state);
  // Only where the user is in the page already; a panel that a reload restored must not take the focus.
  if (document.hasFocus()) {
    document.getElementById('prompt')?.focus();
  }
}

/** Who asks for the prompt wants to see it, wherever the page was scrolled to. */
function focusPrompt(): void {
  const prompt = document.getElementById('prompt');
  const form = prompt?.closest('form');
  if (form && getComputedStyle(form).position !== 'sticky') {
    dispatch({ type: 'scrolled', place: undefined });
  }
  prompt?.focus();
}

window.addEventListener('message', ({ data }: MessageEvent<HostMessage>) => {
  switch (data.type) {
    case 'init':
      start(data);
      break;
    case 'focusPrompt':
      focusPrompt();
      break;
    case 'convertImage':
      conversions().then(
        (queue) => queue.add(data),
        () => post({ type: 'imageFailed', id: data.id }),
      );
      break;
    case 'takeImages':
      void offers.send(data);
      break;
    default:
      dispatch(data);
  }
});

acceptPastedImages(offers);
chooseContextMenu();

// For who measures how soon the page is of use, and where the time goes.
performance.mark('easel-loaded');
post({ type: 'ready', ...restored.ready });
