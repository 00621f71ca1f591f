import assert from 'node:assert/strict';
import { panelForm } from '../../../../src/protocol/pageMessages';
import { compareNotes } from '../../../../src/webview/model/batch';
import { findProblems } from '../../../../src/webview/model/problems';
import { recipeDifferences } from '../../../../src/webview/gallery/recipeDifference';
import type { Action, PageState } from '../../../../src/webview/model/state';
import { update } from '../../../../src/webview/update';
import { pageState, provider } from '../fixtures';

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

describe('Background, file format and seed in the form', () => {
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

  it('a model that takes anything is not given what was only the preset of another', () => {
    const size = { offered: ['1K', '2K'], required: true, preset: '1K' };
    const any = { size: { offered: 'any' as const, required: false, preset: '' } };
    const state = pageState({
      providers: [provider('vendor', { model: { size }, any })],
      form: { size: '1K' },
    });
    assert.equal(after(state, pickModel('any')).form.size, '');
    const chosenSize: Action = { type: 'optionPicked', option: 'size', value: '2K' };
    assert.equal(after(state, chosenSize, pickModel('any')).form.size, '2K');
  });

  it('what was left to the model is left to it again, whatever a model in between had to be given', () => {
    const ratio = { offered: ['1:1', '16:9'], required: true, preset: '1:1' };
    const size = { offered: ['1K', '2K'], required: true, preset: '1K' };
    const auto = { size: { ...size, required: false, preset: '' } };
    const strict = [provider('vendor', { model: auto, strict: { aspectRatio: ratio, size } })];
    const shape = ({ form: { aspectRatio, size: pixels } }: PageState) => [aspectRatio, pixels];
    const open = pageState({ providers: strict, form: { size: '' } });
    const away = after(open, pickModel('strict'));
    assert.deepEqual(shape(away), ['1:1', '1K']);
    assert.deepEqual(shape(after(away, pickModel('model'))), ['', '']);
    // As after a reload of the page, which knows the form alone.
    const left = pageState({ providers: strict, form: { ...away.form } });
    assert.deepEqual(shape(after(left, pickModel('model'))), ['', '']);
    const pick = { type: 'optionPicked', option: 'aspectRatio', value: '1:1' } as const;
    assert.deepEqual(shape(after(away, pick, pickModel('model'))), ['1:1', '']);
    const presets = [{ name: 'Square', before: '', after: '', aspectRatio: '1:1' }];
    const squared = after(
      pageState({ providers: strict, form: { ...away.form }, additions: { presets } }),
      { type: 'additionsPicked', presets: ['Square'], styleFile: false },
      pickModel('model'),
    );
    assert.deepEqual(shape(squared), ['1:1', '']);
  });

  it('what was chosen comes back with a model that takes it, whatever could take it in between', () => {
    const ratio = { offered: ['1:1'], required: true, preset: '1:1' };
    const wide = { seed: true, negativePrompt: true, maxImages: 4 };
    const narrow = [provider('vendor', { model: wide, narrow: { aspectRatio: ratio, maxImages: 1 } })];
    const chosenOf = ({ form: { aspectRatio, seed, negativePrompt, count } }: PageState) => ({
      ...{ aspectRatio, seed, negativePrompt, count },
    });
    const wished = { aspectRatio: '16:9', seed: '7', negativePrompt: 'fog', count: 3 };
    const there = { aspectRatio: '1:1', seed: '', negativePrompt: '', count: 1 };
    const toAndFro = (state: PageState): void => {
      const away = after(state, pickModel('narrow'));
      assert.deepEqual(chosenOf(away), there);
      assert.deepEqual(chosenOf(after(away, pickModel('model'))), wished);
    };
    const open = pageState({ providers: narrow });
    toAndFro(
      after(
        open,
        { type: 'optionPicked', option: 'aspectRatio', value: '16:9' },
        { type: 'seedEdited', seed: '7' },
        { type: 'negativePromptEdited', negativePrompt: 'fog' },
        { type: 'countPicked', count: 3 },
      ),
    );
    // As the page was left, as a recipe fills it in, and as the ratio of a preset.
    toAndFro(pageState({ providers: narrow, form: wished }));
    toAndFro(after(open, { type: 'fillForm', form: wished, references: [] }));
    const presets = [{ name: 'Wide', before: '', after: '', aspectRatio: '16:9' }];
    const { aspectRatio: _, ...others } = wished;
    const picked: Action = { type: 'additionsPicked', presets: ['Wide'], styleFile: false };
    toAndFro(after(pageState({ providers: narrow, form: others, additions: { presets } }), picked));
    // What was chosen last counts, also where it is what the model begins with.
    const auto = after(
      pageState({ providers: narrow, form: wished }),
      { type: 'fillForm', form: { aspectRatio: '' }, references: [] },
      pickModel('narrow'),
      { type: 'seedEdited', seed: '' },
    );
    assert.deepEqual(auto.chosenOptions, { seed: '', negativePrompt: 'fog', count: 3 });
  });

  it('a form of an older release has neither, and keeps the rest', () => {
    const { form } = pageState({ providers, form: chosen });
    assert.deepEqual(panelForm.parse(form), form);
    const { background, outputFormat, thinking, seed, negativePrompt, ...older } = form;
    assert.deepEqual(panelForm.parse(older), {
      ...older,
      ...{ background: '', outputFormat: '', thinking: '', seed: '', negativePrompt: '' },
    });
    assert.deepEqual([thinking, negativePrompt], ['', '']);
    assert.equal(panelForm.parse({ ...form, seed: '-1' }).seed, '');
    assert.equal(seed, '');
    assert.deepEqual({ background, outputFormat }, chosen);
  });

  it('a seed is a whole number that the model takes, and no larger than 32 bits', () => {
    const seeded = [provider('vendor', { model: { seed: true }, other: { seed: true }, plain: {} })];
    const edit = (seed: string): PageState =>
      after(pageState({ providers: seeded }), { type: 'seedEdited', seed });
    assert.equal(edit(' 12a-3.4 ').form.seed, '1234');
    assert.equal(edit('123456789012').form.seed, '1234567890');
    assert.equal(after(edit('7'), pickModel('other')).form.seed, '7');
    assert.equal(after(edit('7'), pickModel('plain')).form.seed, '');
    const problems = (seed: string) => findProblems(edit(seed)).map(({ field }) => field);
    assert.deepEqual(problems('4294967295'), []);
    assert.deepEqual(problems('4294967296'), ['seed']);
    const compared = after(edit('7'), {
      type: 'comparedToggled',
      model: { providerId: 'vendor', modelId: 'plain' },
    });
    assert.match(compareNotes(compared).join(), /^vendor · plain: without Seed/u);
  });

  it('a negative prompt is taken to models that have it, and those that are compared say that they leave it out', () => {
    const negative = [
      provider('vendor', { model: { negativePrompt: true }, other: { negativePrompt: true }, plain: {} }),
    ];
    const state = after(pageState({ providers: negative }), {
      type: 'negativePromptEdited',
      negativePrompt: 'fog',
    });
    assert.equal(after(state, pickModel('other')).form.negativePrompt, 'fog');
    assert.equal(after(state, pickModel('plain')).form.negativePrompt, '');
    const model = { providerId: 'vendor', modelId: 'plain' };
    const compared = after(state, { type: 'comparedToggled', model });
    assert.match(compareNotes(compared).join(), /^vendor · plain: without Negative prompt/u);
  });

  it('models that are compared say what they leave out or do in another way', () => {
    const toggle = (modelId: string): Action => ({
      type: 'comparedToggled',
      model: { providerId: 'vendor', modelId },
    });
    const state = after(pageState({ providers, form: chosen }), toggle('plain'), toggle('strict'));
    assert.deepEqual(compareNotes(state), [
      'vendor · plain: without Background',
      'vendor · plain: without File format',
      'vendor · strict: without Background',
      'vendor · strict: File format png instead of webp',
    ]);
  });

  it('a recipe brings its own, and the difference names them', () => {
    const state = pageState({ providers, form: { background: 'opaque' } });
    const form = {
      prompt: 'a cat',
      providerId: 'vendor',
      modelId: 'model',
      ...chosen,
      seed: '42',
      negativePrompt: 'fog',
    };
    const offer = {
      ...{ id: 'offer', name: 'a.png', origin: '', isModelKnown: true, references: [], missing: [] },
      ...{ notes: [], model: 'vendor · model', showsDifference: true, form },
    };
    assert.deepEqual(
      recipeDifferences(state, offer).map(({ label, mine, theirs }) => [label, mine, theirs]),
      [
        ['Background', 'opaque', 'transparent'],
        ['File format', 'Auto', 'webp'],
        ['Negative prompt', '', 'fog'],
        ['Seed', 'Random', '42'],
      ],
    );
    assert.deepEqual(optionsOf(after(state, { type: 'fillForm', form, references: [] })), chosen);
  });
});
