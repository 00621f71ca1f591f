import assert from 'node:assert/strict';
import { panelForm } from '../../../../src/protocol/pageMessages';
import type { JobView } from '../../../../src/protocol/views';
import { callCount, compareNotes, groupsOf, isBatch } from '../../../../src/webview/model/batch';
import { findProblems } from '../../../../src/webview/model/problems';
import type { Action, PageState } from '../../../../src/webview/model/state';
import { outsideGroups } from '../../../../src/webview/gallery/ungroupedJobs';
import { update } from '../../../../src/webview/update';
import { job, pageState, provider, reference } from '../fixtures';

const after = (state: PageState, ...actions: readonly Action[]): PageState => actions.reduce(update, state);

const providers = [
  provider('vendor', { model: {}, batch: { imagesPerCall: 4, maxImages: 3 } }),
  provider('other', {
    small: { size: { offered: ['1K'], required: true, preset: '1K' }, maxReferences: 0 },
    plain: { size: { offered: [], required: false, preset: '' } },
    fifth: {},
  }),
];
const toggle = (providerId: string, modelId: string): Action => ({
  type: 'comparedToggled',
  model: { providerId, modelId },
});
const compared = (state: PageState): readonly string[] =>
  state.form.compareWith.map(({ modelId }) => modelId);
const problems = (state: PageState): readonly string[] => findProblems(state).map(({ text }) => text);

describe('Comparing models in the form', () => {
  it('takes three beside the chosen one, and each only once', () => {
    const all = after(
      pageState({ providers }),
      ...[toggle('vendor', 'batch'), toggle('other', 'small'), toggle('other', 'plain')],
      ...[toggle('other', 'fifth'), toggle('vendor', 'model'), toggle('other', 'unknown')],
    );
    assert.deepEqual(compared(all), ['batch', 'small', 'plain']);
    assert.deepEqual(compared(after(all, toggle('other', 'small'))), ['batch', 'plain']);
  });

  it('leaves out a model that becomes the chosen one, and one that is gone', () => {
    const two = after(pageState({ providers }), toggle('vendor', 'batch'), toggle('other', 'small'));
    const picked = after(two, { type: 'modelPicked', providerId: 'vendor', modelId: 'batch' });
    assert.deepEqual(compared(picked), ['small']);
    assert.deepEqual(compared(after(two, { type: 'providers', providers: providers.slice(0, 1) })), [
      'batch',
    ]);
  });

  it('says what a model does in another way than the form says', () => {
    const state = pageState({ providers, form: { size: '2K', aspectRatio: '16:9', count: 4 } });
    const all = after(state, toggle('vendor', 'batch'), toggle('other', 'small'), toggle('other', 'plain'));
    assert.deepEqual(compareNotes(all), [
      'vendor · batch: 3 images at most',
      'other · small: Size 1K instead of 2K',
      'other · plain: without Size',
    ]);
  });

  it('refuses what one of the models cannot honour, by its name', () => {
    const state = after(
      pageState({ providers, references: [reference('a')] }),
      toggle('vendor', 'batch'),
      toggle('other', 'small'),
    );
    assert.deepEqual(
      findProblems(state).map(({ field, text }) => [field, text]),
      [['models', 'other · small: This model takes no references. Remove them or select another model.']],
    );
  });

  it('says once what is wrong for all of them', () => {
    const state = after(pageState({ providers, form: { prompt: ' ' } }), toggle('vendor', 'batch'));
    assert.deepEqual(problems(state), ['Say what the image should show.']);
  });
});

describe('Counting the calls of one click', () => {
  const counted = (count: number): Action => ({
    type: 'promptEdited',
    prompt: `a {${Array.from({ length: count }, (_, index) => index).join('|')}} cat`,
  });

  it('counts images, models and variations, and several images of one call once', () => {
    const one = pageState({ providers, form: { count: 2 } });
    assert.deepEqual([callCount(one), isBatch(one)], [2, false]);
    const two = after(one, toggle('vendor', 'batch'));
    assert.deepEqual([callCount(two), isBatch(two)], [3, true]);
    const varied = after(two, { type: 'variationsToggled' }, counted(3));
    assert.equal(callCount(varied), 9);
  });

  it('braces count only while the switch is on', () => {
    const off = after(pageState(), counted(3));
    assert.deepEqual([callCount(off), isBatch(off)], [1, false]);
    const on = after(off, { type: 'variationsToggled' });
    assert.deepEqual([callCount(on), isBatch(on)], [3, true]);
    assert.equal(callCount(after(on, { type: 'variationsToggled' })), 1);
  });

  it('sixteen are taken and one more is refused, as by the host', () => {
    const on = after(pageState(), { type: 'variationsToggled' });
    assert.deepEqual(problems(after(on, counted(16))), []);
    assert.deepEqual(problems(after(on, counted(17))), [
      'More than 16 calls. Choose fewer models, variations or images.',
    ]);
    const four = after(pageState({ providers, form: { count: 4 } }), toggle('other', 'small'));
    assert.deepEqual(problems(after(four, { type: 'variationsToggled' }, counted(2))), []);
    assert.equal(problems(after(four, { type: 'variationsToggled' }, counted(3))).length, 1);
  });

  it('what is filled in stands for itself', () => {
    const both = after(pageState({ providers }), toggle('vendor', 'batch'), { type: 'variationsToggled' });
    const recipe = { prompt: '{a|b}', providerId: 'vendor', modelId: 'model' };
    const filled = after(both, { type: 'fillForm', form: recipe, references: [] });
    assert.deepEqual([filled.form.variations, filled.form.compareWith], [false, []]);
  });

  it('a form of an older release has neither', () => {
    const { compareWith, variations, ...older } = pageState().form;
    assert.deepEqual(panelForm.parse(older), { ...older, compareWith: [], variations: false });
    assert.ok(!panelForm.safeParse({ ...older, compareWith: Array(4).fill(older) }).success);
    assert.deepEqual([compareWith, variations], [[], false]);
  });
});

describe('Jobs side by side', () => {
  const member = (id: string, group: string, slot: number, images: readonly string[] = []): JobView =>
    job(id, { images, group: { id: group, title: `prompt of ${group}`, label: id, slot } });

  it('stand in the order of their slots, the newest group first, whatever ended and was tried again', () => {
    const jobs = [
      member('again', 'old', 0),
      member('n1', 'new', 1),
      job('alone'),
      member('n0', 'new', 0),
      member('o1', 'old', 1),
    ];
    assert.deepEqual(
      groupsOf([jobs[1]!, jobs[3]!, jobs[2]!, jobs[0]!, jobs[4]!]).map((group) => [
        group.title,
        group.jobs.map(({ id }) => id),
      ]),
      [
        ['prompt of new', ['n0', 'n1']],
        ['prompt of old', ['again', 'o1']],
      ],
    );
  });

  it('are left out of the other list, which stays the same while nothing changes', () => {
    const state = pageState({
      jobs: [member('1', 'g', 0, ['file:///a.png']), job('2', { images: ['file:///b.png'] })],
    });
    const ungrouped = outsideGroups();
    const first = ungrouped(state);
    assert.deepEqual(
      first.jobs.map(({ id }) => id),
      ['2'],
    );
    const second = ungrouped(after(state, { type: 'promptEdited', prompt: 'x' }));
    assert.ok(second.jobs === first.jobs);
  });
});
