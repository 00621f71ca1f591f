import assert from 'node:assert/strict';
import type { Capabilities } from '../../../src/shared/capabilities';
import type { Action, PageState } from '../../../src/webview/model/state';
import { update } from '../../../src/webview/update';
import { job, pageState, provider, reference } from './fixtures';

const after = (state: PageState, ...actions: readonly Action[]): PageState => actions.reduce(update, state);
const uris = ({ form }: PageState): readonly string[] => form.references.map(({ uri }) => uri);

describe('page state: choosing a model', () => {
  const withModels = (other: Partial<Capabilities>): PageState =>
    pageState({
      providers: [provider('vendor', { model: {}, other })],
      form: { aspectRatio: '16:9', size: '2K', count: 4 },
    });
  const pickOther = { type: 'modelPicked', providerId: 'vendor', modelId: 'other' } as const;

  it('keeps the options that the new model offers', () => {
    const { form } = after(withModels({}), pickOther);
    assert.deepEqual([form.modelId, form.aspectRatio, form.size, form.count], ['other', '16:9', '2K', 4]);
  });

  it('takes the presets of the new model for what it does not offer', () => {
    const size = { offered: ['512'], required: true, preset: '512' };
    const { form } = after(withModels({ size, maxImages: 2 }), pickOther);
    assert.deepEqual([form.size, form.count], ['512', 2]);
  });

  it('fills an option that the new model requires', () => {
    const quality = { offered: ['low', 'high'], required: true, preset: 'low' };
    assert.equal(after(withModels({ quality }), pickOther).form.quality, 'low');
  });

  it('keeps any value where the new model is unknown', () => {
    const size = { offered: 'any', required: false, preset: '' } as const;
    assert.equal(after(withModels({ size }), pickOther).form.size, '2K');
  });

  it('keeps the form where the model is not known to the host', () => {
    const state = pageState();
    assert.equal(after(state, { type: 'model', providerId: 'vendor', modelId: 'gone' }).form, state.form);
  });

  it('follows a choice that was made outside the page', () => {
    const state = after(withModels({}), { type: 'model', providerId: 'vendor', modelId: 'other' });
    assert.equal(state.form.modelId, 'other');
  });

  it('goes to another model of the same provider when the chosen one has gone from the settings', () => {
    const providers = [provider('first', { a: {} }), provider('vendor', { b: {} })];
    const { form } = after(pageState(), { type: 'providers', providers });
    assert.deepEqual([form.providerId, form.modelId], ['vendor', 'b']);
  });
});

describe('page state: references', () => {
  const three = ['a', 'b', 'c'].map((name) => reference(name));
  const state = pageState({ references: three });

  it('appends new references and leaves those in the form where they are', () => {
    const next = after(state, { type: 'addReferences', references: [reference('b'), reference('d')] });
    assert.deepEqual(uris(next), ['file:///a', 'file:///b', 'file:///c', 'file:///d']);
    assert.match(next.announcement.text, /^Added reference d/u);
  });

  it('holds no more references than a message to the host may carry', () => {
    const many = Array.from({ length: 100 }, (_, index) => reference(`more${index}`));
    assert.equal(uris(after(state, { type: 'addReferences', references: many })).length, 64);
  });

  it('removes a reference and announces it', () => {
    const next = after(state, { type: 'referenceRemoved', uri: 'file:///b' });
    assert.deepEqual(uris(next), ['file:///a', 'file:///c']);
    assert.match(next.announcement.text, /^Removed reference b/u);
  });

  it('moves a reference to a position and announces it', () => {
    const next = after(state, { type: 'referenceMoved', uri: 'file:///a', to: 2 });
    assert.deepEqual(uris(next), ['file:///b', 'file:///c', 'file:///a']);
    assert.equal(next.announcement.text, 'Moved a to position 3 of 3');
  });

  it('does not move a reference beyond the ends', () => {
    assert.equal(after(state, { type: 'referenceMoved', uri: 'file:///a', to: -1 }), state);
    assert.equal(after(state, { type: 'referenceMoved', uri: 'file:///c', to: 3 }), state);
  });

  it('marks a reference as style, and takes the mark off again', () => {
    const toggle = { type: 'referenceUseToggled', uri: 'file:///b' } as const;
    const once = after(state, toggle);
    assert.deepEqual(
      once.form.references.map(({ use }) => use),
      ['asset', 'style', 'asset'],
    );
    assert.deepEqual(after(once, toggle).form.references, state.form.references);
  });
});

describe('page state: messages from the host', () => {
  it('fills in only what a recipe says', () => {
    const state = pageState({ form: { size: '2K' }, references: [reference('a')] });
    const next = after(state, { type: 'fillForm', form: { prompt: 'a dog' }, references: [] });
    assert.deepEqual([next.form.prompt, next.form.size, uris(next)], ['a dog', '2K', ['file:///a']]);
  });

  it('puts a folder into the form', () => {
    const next = after(pageState(), {
      type: 'folder',
      folder: { uri: 'file:///out', label: 'out' },
      chosen: true,
    });
    assert.deepEqual([next.form.folder, next.folder.label], ['file:///out', 'out']);
  });

  it('lets a chosen folder stand when the folder of the setting changes', () => {
    const mine = { type: 'folder', folder: { uri: 'file:///mine', label: 'mine' }, chosen: true } as const;
    const setting = { type: 'folder', folder: { uri: '', label: 'art' }, chosen: false } as const;
    assert.equal(after(pageState(), mine, setting).form.folder, 'file:///mine');
    assert.equal(after(pageState(), setting).folder.label, 'art');
  });

  it('puts a new job first and leaves the others in place when there is news', () => {
    const state = after(
      pageState({ jobs: [job('1')] }),
      { type: 'job', job: job('2') },
      { type: 'job', job: job('1', { message: 'downloading' }) },
    );
    assert.deepEqual(
      state.jobs.map(({ id, message }) => [id, message]),
      [
        ['2', 'waiting'],
        ['1', 'downloading'],
      ],
    );
    assert.deepEqual(after(state, { type: 'jobRemoved', id: '2' }).jobs, [state.jobs[1]]);
  });

  it('announces once that a job is half done, and nothing else of how far it is', () => {
    const spoken = [10, 49, 55, 90].reduce(
      ({ state, said }, percent) => {
        const next = after(state, { type: 'job', job: job('1', { percent }) });
        const isNew = next.announcement !== state.announcement;
        return { state: next, said: isNew ? [...said, next.announcement.text] : said };
      },
      { state: pageState({ jobs: [job('1')] }), said: [] as readonly string[] },
    );
    assert.equal(spoken.said.length, 1);
    assert.match(spoken.said[0]!, /^Half done: a cat/u);
  });

  it('announces a failure once', () => {
    const failed = job('1', { state: 'failed', message: 'no credit' });
    const once = after(pageState({ jobs: [job('1')] }), { type: 'job', job: failed });
    assert.match(once.announcement.text, /^Failed: no credit/u);
    assert.equal(after(once, { type: 'job', job: failed }).announcement, once.announcement);
  });
});

describe('page state: the queue', () => {
  it('fills the whole form with what a job was asked for, folder and all, and says so', () => {
    const { form, folder, announcement, knownReferences } = after(pageState({ form: { count: 4 } }), {
      type: 'editForm',
      form: {
        prompt: 'a dog',
        references: [{ uri: 'file:///a', use: 'style' }],
        providerId: 'vendor',
        modelId: 'model',
        compareWith: [],
        variations: false,
        aspectRatio: '16:9',
        size: '2K',
        quality: '',
        background: 'opaque',
        outputFormat: '',
        thinking: '',
        seed: '',
        negativePrompt: '',
        count: 2,
        presets: [],
        mask: '',
        styleFile: false,
      },
      references: [reference('a')],
      folder: { uri: 'file:///out', label: 'out' },
    });
    assert.deepEqual(
      [form.prompt, form.references, form.aspectRatio, form.size, form.count, form.folder, folder.label],
      ['a dog', [{ uri: 'file:///a', use: 'style' }], '16:9', '2K', 2, 'file:///out', 'out'],
    );
    assert.ok(knownReferences.has('file:///a'));
    assert.match(announcement.text, /^The form has what the job was asked for\. Edit it, then generate\./u);
  });

  it('announces that a running job was cancelled, but not one by one what was taken out of the queue', () => {
    const cancelled = { type: 'job', job: job('1', { state: 'cancelled' }) } as const;
    const ran = after(pageState({ jobs: [job('1')] }), cancelled);
    assert.match(ran.announcement.text, /^Cancelled: a cat/u);
    const waited = after(pageState({ jobs: [job('1', { state: 'queued' })] }), cancelled);
    assert.equal(waited.announcement.text, '');
  });

  it('announces that a job has started, once, and that nobody waits for one any more', () => {
    const queued = after(pageState(), { type: 'job', job: job('1', { state: 'queued' }) });
    assert.match(queued.announcement.text, /^Started: a cat/u);
    const running = after(queued, { type: 'job', job: job('1') });
    assert.equal(running.announcement, queued.announcement);
    for (const state of ['detached', 'interrupted'] as const) {
      const ended = after(running, { type: 'job', job: job('1', { state, message: `it is ${state}` }) });
      assert.equal(ended.announcement.text, `it is ${state}`);
    }
  });

  it('says what the user did to the queue', () => {
    const { announcement } = after(pageState(), { type: 'told', text: 'Cancelled 3 waiting jobs' });
    assert.equal(announcement.text, 'Cancelled 3 waiting jobs');
  });
});

describe('What the form would cost', () => {
  it('is what the host said last', () => {
    const state = update(pageState(), { type: 'estimate', text: 'about $0.13' });
    assert.equal(state.estimate, 'about $0.13');
  });
});
