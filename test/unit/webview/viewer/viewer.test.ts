import assert from 'node:assert/strict';
import type { CompareView, PictureView, RefineView, ViewerView } from '../../../../src/protocol/viewerViews';
import type { JobView } from '../../../../src/protocol/views';
import { workOf } from '../../../../src/webview/viewer/refine/refineJob';
import {
  chosenModel,
  modelGroups,
  referenceModels,
} from '../../../../src/webview/viewer/refine/refineModels';
import type { CompareState, RefineState, ViewerAct } from '../../../../src/webview/model/viewerState';
import type { PageState } from '../../../../src/webview/model/state';
import { update } from '../../../../src/webview/update';
import { wishOf } from '../../../../src/webview/update/refine';
import { job, pageState, provider } from '../fixtures';

function picture(name: string, differences: Partial<PictureView> = {}): PictureView {
  const size = { width: 400, height: 200 };
  return { uri: `file:///${name}`, name, source: name, facts: '', format: 'png', ...size, ...differences };
}

function comparison(differences: Partial<CompareView> = {}): CompareView {
  return {
    kind: 'compare',
    after: picture('edit.png'),
    before: picture('logo.png'),
    decision: 'open',
    undoId: '',
    candidates: [],
    ...differences,
  };
}

const show = (state: PageState, stage: ViewerView | null, isNews = false): PageState =>
  update(state, { type: 'stage', stage, isNews });
const act = (state: PageState, ...acts: readonly ViewerAct[]): PageState =>
  acts.reduce((before, each) => update(before, { type: 'stageAct', act: each }), state);
const compareOf = ({ stage }: PageState): CompareState => {
  assert.equal(stage?.kind, 'compare');
  return stage;
};

describe('page state: comparing', () => {
  const open = show(pageState(), comparison());

  it('starts with both images whole and the divider in the middle', () => {
    const { sight, split, isPicking } = compareOf(open);
    assert.deepEqual([sight, split, isPicking], [{ zoom: 1, x: 0, y: 0 }, 0.5, false]);
  });

  it('zooms between whole and 32 times, and never moves beyond the frame', () => {
    const { sight } = compareOf(act(open, { act: 'zoom', factor: 4 }, { act: 'pan', x: 9, y: -9 }));
    assert.deepEqual(sight, { zoom: 4, x: 1.5, y: -1.5 });
    assert.equal(compareOf(act(open, { act: 'zoom', factor: 1000 })).sight.zoom, 32);
    assert.equal(compareOf(act(open, { act: 'zoom', factor: 0.1 })).sight.zoom, 1);
    const back = act(
      open,
      { act: 'zoom', factor: 4 },
      { act: 'pan', x: 9, y: 9 },
      { act: 'zoom', factor: 0.25 },
    );
    assert.deepEqual(compareOf(back).sight, { zoom: 1, x: 0, y: 0 });
  });

  it('what is under the pointer stays there while the wheel zooms', () => {
    const at = { x: 0.2, y: -0.1 };
    const { sight } = compareOf(act(open, { act: 'zoom', factor: 2, at }));
    // The point of the image at `at`, before and after.
    assert.equal((at.x - sight.x) / sight.zoom, at.x);
    assert.equal((at.y - sight.y) / sight.zoom, at.y);
  });

  it('the divider stays within the frame', () => {
    assert.equal(compareOf(act(open, { act: 'split', split: 7 })).split, 1);
    assert.equal(compareOf(act(open, { act: 'split', split: -1 })).split, 0);
  });

  it('asks for the other image where there is none, until there is one', () => {
    const { before: _, ...alone } = comparison();
    const asking = show(pageState(), alone);
    assert.ok(compareOf(asking).isPicking);
    assert.ok(compareOf(act(asking, { act: 'pick', isPicking: false })).isPicking);
    assert.ok(!compareOf(show(asking, comparison())).isPicking);
  });

  it('news leave the view alone, another other image is shown whole', () => {
    const zoomed = act(
      open,
      { act: 'zoom', factor: 2 },
      { act: 'split', split: 0.3 },
      { act: 'compareMode', mode: 'sides' },
    );
    const news = compareOf(show(zoomed, comparison({ decision: 'replaced', undoId: 'x' }), true));
    assert.deepEqual(
      [news.sight.zoom, news.split, news.mode, news.view.decision],
      [2, 0.3, 'sides', 'replaced'],
    );
    const other = compareOf(show(zoomed, comparison({ before: picture('other.png') })));
    assert.deepEqual([other.sight.zoom, other.mode], [1, 'sides']);
  });

  it('news of what was closed open nothing', () => {
    const closed = update(open, { type: 'stageClosed' });
    assert.equal(show(closed, comparison(), true).stage, undefined);
    assert.equal(act(closed, { act: 'zoomWhole' }).stage, undefined);
    assert.equal(show(open, null, true).stage, undefined);
  });
});

describe('page state: refining', () => {
  const refinement = (name: string, answers = ''): RefineView => ({
    kind: 'refine',
    estimates: {},
    continues: '',
    madeBy: '',
    picture: picture(name),
    hasOriginal: false,
    versions: [],
    answers,
  });
  const refineOf = ({ stage }: PageState): RefineState => {
    assert.equal(stage?.kind, 'refine');
    return stage;
  };
  const asked = act(
    show(pageState(), refinement('fox.png')),
    { act: 'refinePrompt', prompt: 'in snow' },
    { act: 'refineStarted', jobId: 'job' },
  );

  it('the answer to a wish shows the new version and empties the box', () => {
    const answered = show(asked, refinement('fox-edit.png', 'job'), true);
    assert.equal(refineOf(answered).view.picture.name, 'fox-edit.png');
    assert.deepEqual(wishOf(answered), { prompt: '', sent: '', jobId: '' });
  });

  it('what was typed while the image was made stays in the box, and is not carried out yet', () => {
    const typed = act(asked, { act: 'refinePrompt', prompt: 'Make it night' });
    const open = show(typed, refinement('fox-edit.png', 'job'), true);
    assert.deepEqual(wishOf(open), { prompt: 'Make it night', sent: '', jobId: '' });
    assert.deepEqual(Object.keys(open.refineWishes), ['file:///fox-edit.png']);
    const closed = update(typed, { type: 'stageClosed' });
    const answered = show(closed, refinement('fox-edit.png', 'job'), true);
    assert.equal(wishOf(show(answered, refinement('fox.png'))).prompt, 'Make it night');
    const space = act(asked, { act: 'refinePrompt', prompt: ' in snow\n' });
    assert.equal(wishOf(show(space, refinement('fox-edit.png', 'job'), true)).prompt, '');
  });

  it('the draft of the next version and how far it is are shown while it is made', () => {
    const news = (differences: Partial<JobView>): ReturnType<typeof workOf> =>
      workOf(update(asked, { type: 'job', job: job('job', differences) }));
    const words = { alternative: 'Draft: a cat', label: 'waiting' };
    assert.deepEqual(news({}), { draft: '', ...words, percent: undefined });
    assert.deepEqual(news({ draft: 'draft-2.png', percent: 60 }), {
      ...{ draft: 'draft-2.png', ...words, percent: 60 },
    });
    for (const state of ['queued', 'done', 'failed', 'cancelled'] as const) {
      assert.equal(news({ state, draft: 'draft-2.png' }), undefined, state);
    }
    const others = update(asked, { type: 'job', job: job('other', { draft: 'other.png' }) });
    assert.equal(workOf(others), undefined);
  });

  it('the answer to an earlier wish, or to one whose stage was closed, opens nothing', () => {
    assert.equal(show(asked, refinement('fox-edit.png', 'earlier'), true), asked);
    const closed = update(asked, { type: 'stageClosed' });
    const answered = show(closed, refinement('fox-edit.png', 'job'), true);
    assert.deepEqual(answered, { ...closed, refineWishes: {} });
    assert.equal(wishOf(show(answered, refinement('fox.png'))).prompt, '');
  });

  it('what was typed is there again when the stage was closed, or compared in between', () => {
    const typed = act(show(pageState(), refinement('fox.png')), { act: 'refinePrompt', prompt: 'in snow' });
    const closed = update(typed, { type: 'stageClosed' });
    assert.equal(wishOf(show(closed, refinement('fox.png'))).prompt, 'in snow');
    assert.equal(wishOf(show(closed, refinement('cat.png'))).prompt, '');
    const compared = show(typed, comparison());
    assert.equal(wishOf(show(compared, refinement('fox.png'))).prompt, 'in snow');
  });

  it('a job whose stage was closed is known again where it is opened again', () => {
    const closed = update(asked, { type: 'stageClosed' });
    const again = show(closed, refinement('fox.png'));
    assert.equal(wishOf(again).jobId, 'job');
    const { view } = refineOf(show(again, refinement('fox-edit.png', 'job'), true));
    assert.equal(view.picture.name, 'fox-edit.png');
  });

  it('going to another version keeps what was typed', () => {
    const other = show(asked, refinement('fox-0.png'));
    assert.equal(wishOf(other).prompt, 'in snow');
    assert.deepEqual(Object.keys(other.refineWishes), ['file:///fox-0.png']);
    const own = act(show(update(other, { type: 'stageClosed' }), refinement('fox.png')), {
      act: 'refinePrompt',
      prompt: 'at night',
    });
    assert.equal(wishOf(show(own, refinement('fox-0.png'))).prompt, 'in snow');
    assert.equal(own.refineWishes['file:///fox.png']?.prompt, 'at night');
  });

  it('news of a comparison do not take its place', () => {
    assert.equal(show(asked, comparison(), true), asked);
  });

  it('offers the models that take the image as a reference', () => {
    const none = provider('first', { none: { maxReferences: 0 }, jpeg: { referenceFormats: ['jpeg'] } });
    const some = provider('second', { some: {} });
    const keys = (format: 'png' | 'jpeg' | 'gif'): readonly string[] =>
      referenceModels([none, some], format).map(({ key }) => key);
    assert.deepEqual(keys('png'), ['second/some']);
    assert.deepEqual(keys('jpeg'), ['first/jpeg', 'second/some']);
    assert.deepEqual(keys('gif'), []);
  });

  it('begins with the model that made the image where it is at hand, else with that of the form, and says why', () => {
    const providers = [
      provider('vendor', { model: {}, other: {}, blind: { maxReferences: 0 } }),
      { ...provider('locked', { one: {} }), ready: false },
    ];
    const chosenFor = (madeBy: string, modelId = 'model', model = '') => {
      const { form } = pageState({ providers, form: { modelId } });
      const view = { ...refinement('fox.png'), madeBy };
      const found = chosenModel({ providers, form }, { view, model });
      return [found?.model.key, found?.reason];
    };
    assert.deepEqual(chosenFor('vendor/other'), ['vendor/other', 'madeBy']);
    assert.deepEqual(chosenFor('vendor/other', 'model', 'locked/one'), ['locked/one', 'chosen']);
    for (const notAtHand of ['', 'vendor/blind', 'vendor/gone', 'locked/one']) {
      assert.deepEqual(chosenFor(notAtHand), ['vendor/model', 'ofForm'], notAtHand);
    }
    assert.deepEqual(chosenFor('vendor/gone', 'blind'), ['vendor/model', 'other']);
  });

  it('models whose provider has no key say so', () => {
    const locked = { ...provider('locked', { one: {}, two: {} }), ready: false };
    const models = referenceModels([provider('open', { some: {} }), locked], 'png');
    assert.deepEqual(
      modelGroups(models).map(({ heading, models: of }) => [heading, ...of.map(({ key }) => key)]),
      [
        ['open', 'open/some'],
        ['locked needs an API key.', 'locked/one', 'locked/two'],
      ],
    );
  });
});
