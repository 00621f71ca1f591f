import assert from 'node:assert/strict';
import { pageMessage, type PageMessage } from '../../../../src/protocol/pageMessages';
import { plannedSize, smallerSize } from '../../../../src/webview/form/convertImage';
import { findProblems } from '../../../../src/webview/model/problems';
import { createFitRequests, fitOf } from '../../../../src/webview/model/referenceFit';
import type { PageState } from '../../../../src/webview/model/state';
import { update } from '../../../../src/webview/update';
import { pageState, provider, reference } from '../fixtures';

const limits = { maxSide: 100, maxBytes: 1000 };
const providers = [provider('vendor', { model: { referenceLimits: limits }, other: {} })];
const bmp = reference('b.bmp', { format: 'bmp' });

function stateWith(...references: Parameters<typeof reference>[]): PageState {
  return pageState({ providers, references: references.map((each) => reference(...each)) });
}

function ready(note: string, modelId = 'model') {
  const fit = { state: 'ready', note } as const;
  return { type: 'referenceFit', uri: bmp.uri, providerId: 'vendor', modelId, fit } as const;
}

describe('A reference in the form of a model', () => {
  it('is pending until the host has said what became of it, and holds up nothing afterwards', () => {
    const state = stateWith(['b.bmp', { format: 'bmp' }]);
    assert.equal(fitOf(state, bmp.uri), 'pending');
    assert.deepEqual(
      findProblems(state).map(({ isPassing }) => isPassing),
      [true],
    );
    const next = update(state, ready('converted to PNG'));
    assert.deepEqual(findProblems(next), []);
    assert.match(next.announcement.text, /^b\.bmp: converted to PNG/u);
  });

  it('is known for one model and asked for again with another', () => {
    const state = update(stateWith(['b.bmp', { format: 'bmp' }]), ready('converted'));
    const other = update(state, { type: 'modelPicked', providerId: 'vendor', modelId: 'other' });
    assert.equal(fitOf(other, bmp.uri), 'pending');
    const back = update(other, { type: 'modelPicked', providerId: 'vendor', modelId: 'model' });
    assert.notEqual(fitOf(back, bmp.uri), 'pending');
  });

  it('is known for each of the models that are compared, in whatever order the host answers', () => {
    const other = { providerId: 'vendor', modelId: 'other' } as const;
    const compared = update(stateWith(['b.bmp', { format: 'bmp' }]), {
      type: 'comparedToggled',
      model: other,
    });
    const first = update(compared, ready('converted'));
    assert.deepEqual(
      findProblems(first).map(({ field, isPassing }) => [field, isPassing]),
      [['models', true]],
    );
    const second = update(first, ready('converted', 'other'));
    assert.deepEqual(findProblems(second), []);
    const late = update(second, ready('converted and scaled'));
    assert.deepEqual(findProblems(late), []);
    assert.deepEqual(fitOf(late, bmp.uri), { state: 'ready', note: 'converted and scaled' });
  });

  it('that a model which is compared cannot have is a problem of that model', () => {
    const compared = update(stateWith(['b.bmp', { format: 'bmp' }]), {
      type: 'comparedToggled',
      model: { providerId: 'vendor', modelId: 'other' },
    });
    const fit = { state: 'failed', problem: 'too large.' } as const;
    const next = update(update(compared, ready('')), { ...ready('', 'other'), fit });
    assert.deepEqual(
      findProblems(next).map(({ field, text, isPassing }) => [field, text, isPassing]),
      [['models', 'vendor · other: too large.', undefined]],
    );
  });

  it('is asked for again when the host has looked at the file again', () => {
    const state = update(stateWith(['b.bmp', { format: 'bmp' }]), ready('converted'));
    const again = update(state, { type: 'addReferences', references: [bmp] });
    assert.equal(fitOf(again, bmp.uri), 'pending');
  });

  it('that cannot be had is a problem in the words of the host', () => {
    const fit = { state: 'failed', problem: 'b.bmp cannot be opened.' } as const;
    const next = update(stateWith(['b.bmp', { format: 'bmp' }]), { ...ready(''), fit });
    assert.deepEqual(
      findProblems(next).map(({ text, uri }) => ({ text, uri })),
      [{ text: 'b.bmp cannot be opened.', uri: bmp.uri }],
    );
    assert.match(next.announcement.text, /cannot be opened/);
  });

  it('is asked for once, however often the page is drawn', () => {
    const posted: PageMessage[] = [];
    const page = {
      dispatch: () => undefined,
      offerFiles: () => undefined,
      post: (message: PageMessage) => posted.push(message),
    };
    const requests = createFitRequests(page);
    const state = stateWith(['a.png'], ['b.bmp', { format: 'bmp' }]);
    requests.render(state);
    requests.render({ ...state });
    assert.deepEqual(posted, [
      { type: 'fitReference', uri: bmp.uri, providerId: 'vendor', modelId: 'model' },
    ]);
    requests.render(update(state, { type: 'modelPicked', providerId: 'vendor', modelId: 'other' }));
    assert.equal(posted.length, 2);
    requests.render(state);
    assert.equal(posted.length, 2);
    assert.ok(posted.every((message) => pageMessage.safeParse(message).success));
  });

  it('is asked for once for each of the models that are compared', () => {
    const posted: PageMessage[] = [];
    const page = {
      dispatch: () => undefined,
      offerFiles: () => undefined,
      post: (message: PageMessage) => posted.push(message),
    };
    const requests = createFitRequests(page);
    const compared = update(stateWith(['b.bmp', { format: 'bmp' }]), {
      type: 'comparedToggled',
      model: { providerId: 'vendor', modelId: 'other' },
    });
    requests.render(compared);
    requests.render(update(compared, ready('converted')));
    assert.deepEqual(
      posted.map((message) => message.type === 'fitReference' && message.modelId),
      ['model', 'other'],
    );
  });
});

describe('The pixels of a converted image', () => {
  const plan = { format: 'png', mediaType: 'image/png', maxSide: 4096, maxBytes: 1000 } as const;

  it('keep the ratio and are never more than the image has', () => {
    assert.deepEqual(plannedSize({ width: 6000, height: 4000 }, plan), { width: 4096, height: 2731 });
    assert.deepEqual(plannedSize({ width: 30, height: 20 }, plan), { width: 30, height: 20 });
    assert.deepEqual(plannedSize({ width: 9000, height: 1 }, plan), { width: 4096, height: 1 });
  });

  it('of a drawing are those of the plan', () => {
    const drawn = { ...plan, drawnSide: 2048 };
    assert.deepEqual(plannedSize({ width: 150, height: 300 }, drawn), { width: 1024, height: 2048 });
  });

  it('become fewer where the bytes are too many', () => {
    const size = { width: 1000, height: 500 };
    assert.deepEqual(smallerSize(size, 4000, plan), { width: 475, height: 238 });
    assert.deepEqual(smallerSize(size, 1001, plan), { width: 900, height: 450 });
  });
});

describe('Bytes from the page', () => {
  it('come as Uint8Array, bounded, and as nothing else', () => {
    const taken = (bytes: unknown): boolean =>
      pageMessage.safeParse({ type: 'imageBytes', id: 'a', bytes }).success;
    assert.equal(taken(new Uint8Array(10)), true);
    assert.equal(taken(new Uint8Array(64 * 2 ** 20 + 1)), false);
    for (const other of ['text', [1, 2], new ArrayBuffer(4), { 0: 1 }]) {
      assert.equal(taken(other), false);
    }
  });
});
