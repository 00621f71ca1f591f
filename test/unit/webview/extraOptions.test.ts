import assert from 'node:assert/strict';
import { panelForm } from '../../../src/messages/pageMessages';
import { compareNotes } from '../../../src/webview/batch';
import { recipeDifferences } from '../../../src/webview/recipeDifference';
import type { Action, PageState } from '../../../src/webview/state';
import { update } from '../../../src/webview/update';
import { pageState, provider } from './fixtures';

const offers = (...offered: readonly string[]) => ({ offered, required: false, preset: '' });
const providers = [
  provider('vendor', {
    model: { background: offers('transparent', 'opaque'), outputFormat: offers('png', 'webp') },
    plain: {},
    strict: { outputFormat: { offered: ['png', 'jpeg'], required: true, preset: 'png' } },
  }),
];
const after = (state: PageState, ...actions: readonly Action[]): PageState => actions.reduce(update, state);
const pickModel = (modelId: string): Action => ({ type: 'modelPicked', providerId: 'vendor', modelId });
const chosen = { background: 'transparent', outputFormat: 'webp' };
const optionsOf = ({ form: { background, outputFormat } }: PageState) => ({ background, outputFormat });

describe('Background and file format in the form', () => {
  it('stay as long as the model offers them, and give way to its presets where it does not', () => {
    const state = after(
      pageState({ providers }),
      { type: 'optionPicked', option: 'background', value: 'transparent' },
      { type: 'optionPicked', option: 'outputFormat', value: 'webp' },
    );
    assert.deepEqual(optionsOf(state), chosen);
    assert.deepEqual(optionsOf(after(state, pickModel('model'))), chosen);
    assert.deepEqual(optionsOf(after(state, pickModel('plain'))), { background: '', outputFormat: '' });
    assert.deepEqual(optionsOf(after(state, pickModel('strict'))), { background: '', outputFormat: 'png' });
  });

  it('a form of an older release has neither, and keeps the rest', () => {
    const { form } = pageState({ providers, form: chosen });
    assert.deepEqual(panelForm.parse(form), form);
    const { background, outputFormat, ...older } = form;
    assert.deepEqual(panelForm.parse(older), { ...older, background: '', outputFormat: '' });
    assert.deepEqual({ background, outputFormat }, chosen);
  });

  it('models that are compared say what they leave out or do in another way', () => {
    const toggle = (modelId: string): Action => ({
      type: 'comparedToggled',
      model: { providerId: 'vendor', modelId },
    });
    const state = after(pageState({ providers, form: chosen }), toggle('plain'), toggle('strict'));
    assert.deepEqual(
      compareNotes(state).map((text) => text.replaceAll(/ \{\d\}/g, '')),
      [
        'compareWithout vendor · plain background',
        'compareWithout vendor · plain outputFormat',
        'compareWithout vendor · strict background',
        'compareInstead vendor · strict outputFormat png',
      ],
    );
  });

  it('a recipe brings its own, and the difference names them', () => {
    const state = pageState({ providers, form: { background: 'opaque' } });
    const form = { prompt: 'a cat', providerId: 'vendor', modelId: 'model', ...chosen };
    const offer = {
      ...{ id: 'offer', name: 'a.png', origin: '', isModelKnown: true, references: [], missing: [] },
      ...{ notes: [], model: 'vendor · model', showsDifference: true, form },
    };
    assert.deepEqual(
      recipeDifferences(state, offer).map(({ label, mine, theirs }) => [label, mine, theirs]),
      [
        ['background', 'opaque', 'transparent'],
        ['outputFormat', state.strings.auto, 'webp'],
      ],
    );
    assert.deepEqual(optionsOf(after(state, { type: 'fillForm', form, references: [] })), chosen);
  });
});
