import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { FitView } from '../../../../../src/protocol/viewerViews';
import { planOf } from '../../../../../src/webview/viewer/resize/fitDrawing';
import { containedIn, drawingSteps, frameFor, middlePlacement } from '../../../../../src/webview/model/frame';
import { fitTargets, targetOf } from '../../../../../src/webview/viewer/resize/fitTargets';
import type { FitState, ViewerAct } from '../../../../../src/webview/model/viewerState';
import { actOnFit, fitState } from '../../../../../src/webview/update/resize';

const view = (id = 'first'): FitView => ({
  kind: 'fit',
  id,
  picture: {
    uri: 'file:///fox.png',
    name: 'fox.png',
    source: 'fox.png',
    facts: '',
    format: 'png',
    width: 1000,
    height: 800,
  },
  saved: '',
  problem: '',
});
const after = (...acts: readonly ViewerAct[]): FitState => acts.reduce(actOnFit, fitState(undefined, view()));

describe('Fitting an image', () => {
  it('crops nothing until another size is chosen', () => {
    const { source, result } = planOf(after());
    assert.deepEqual(source, { x: 0, y: 0, width: 1000, height: 800 });
    assert.deepEqual(result, { width: 1000, height: 800 });
  });

  it('a crop takes as much as there is room for, from the middle', () => {
    const { source, result } = planOf(after({ act: 'fitSize', width: 500, height: 500 }));
    assert.deepEqual(source, { x: 100, y: 0, width: 800, height: 800 });
    assert.deepEqual(result, { width: 500, height: 500 });
  });

  it('the frame moves as far as the edge, and back from there at once', () => {
    const square = { act: 'fitSize', width: 500, height: 500 } as const;
    const left = after(square, { act: 'frameMoved', x: -999, y: 50 });
    assert.deepEqual(planOf(left).source, { x: 0, y: 0, width: 800, height: 800 });
    assert.equal(planOf(actOnFit(left, { act: 'frameMoved', x: 10, y: 0 })).source.x, 10);
  });

  it('a smaller frame keeps its middle and the ratio', () => {
    const { source } = planOf(
      after({ act: 'fitSize', width: 500, height: 500 }, { act: 'frameResized', factor: 2 }),
    );
    assert.deepEqual(source, { x: 300, y: 200, width: 400, height: 400 });
  });

  it('scaling keeps the whole image and its ratio, with no bars', () => {
    const { source, result } = planOf(
      after({ act: 'fitSize', width: 500, height: 500 }, { act: 'fitMode', mode: 'scale' }),
    );
    assert.deepEqual(source, { x: 0, y: 0, width: 1000, height: 800 });
    assert.deepEqual(result, { width: 500, height: 400 });
  });

  it('what was chosen stays for the next file of the same image', () => {
    const busy = after({ act: 'fitSize', width: 16, height: 16 }, { act: 'fitStarted' });
    const next = fitState(busy, { ...view('second'), saved: 'fox-16x16.png' });
    assert.deepEqual([next.width, next.isBusy, next.view.id], [16, false, 'second']);
  });

  it('the format is that of the image where the page can write it', () => {
    const picture = { ...view().picture, format: 'gif' as const };
    assert.equal(fitState(undefined, { ...view(), picture }).format, 'png');
    assert.equal(fitState(undefined, { ...view(), picture: { ...picture, format: 'webp' } }).format, 'webp');
  });

  const side = fc.integer({ min: 1, max: 16_384 });
  const size = fc.record({ width: side, height: side });

  it('a frame never leaves the image and is never empty', () => {
    const part = fc.double({ min: -2, max: 3, noNaN: true });
    const placement = fc.record({ x: part, y: part, zoom: fc.double({ min: 1, max: 20, noNaN: true }) });
    fc.assert(
      fc.property(size, size, placement, (image, target, placed) => {
        const { x, y, width, height } = frameFor(image, target, placed);
        assert.ok(width >= 1 && height >= 1 && x >= 0 && y >= 0);
        assert.ok(x + width <= image.width && y + height <= image.height);
      }),
    );
  });

  it('the largest frame touches two edges', () => {
    fc.assert(
      fc.property(size, size, (image, target) => {
        const { width, height } = frameFor(image, target, middlePlacement);
        assert.ok(width === image.width || height === image.height);
      }),
    );
  });

  it('a scaled image fits into the target and touches it', () => {
    fc.assert(
      fc.property(size, size, (image, target) => {
        const { width, height } = containedIn(image, target);
        assert.ok(width <= target.width && height <= target.height);
        assert.ok(width === target.width || height === target.height);
      }),
    );
  });

  it('is drawn in steps that halve at most, and end at the very size', () => {
    fc.assert(
      fc.property(size, size, (from, to) => {
        const steps = drawingSteps(from, to);
        assert.deepEqual(steps.at(-1), to);
        [from, ...steps].reduce((before, step) => {
          assert.ok(step.width * 2 >= before.width);
          assert.ok(step.height * 2 >= before.height);
          return step;
        });
      }),
    );
    assert.deepEqual(
      drawingSteps({ width: 1024, height: 1024 }, { width: 128, height: 128 }).map(({ width }) => width),
      [512, 256, 128],
    );
  });

  it('the common sizes are there, each once', () => {
    const named = fitTargets.map(({ width, height }) => `${width}x${height}`);
    assert.equal(new Set(named).size, named.length);
    for (const wanted of ['1200x630', '1280x640', '16x16', '512x512']) {
      assert.ok(named.includes(wanted), wanted);
    }
    assert.equal(targetOf({ width: 1200, height: 630 })?.id, 'openGraph');
    assert.equal(targetOf({ width: 1201, height: 630 }), undefined);
  });
});
