import assert from 'node:assert/strict';
import { apis } from '../../../../../src/core/apis/table';
import { systemClock } from '../../../../../src/core/model/clock';
import { EaselError } from '../../../../../src/core/model/errors';
import { isComplete } from '../../../../../src/core/image/completeness';
import { readDimensions } from '../../../../../src/core/image/header/dimensions';
import { pixelsFor } from '../../../../../src/core/image/pixels';
import type { CallContext } from '../../../../../src/core/apis/common/api';
import type { Reference } from '../../../../../src/core/model/reference';
import type { ImageRequest } from '../../../../../src/core/model/request';
import { builtInProviders } from '../../../../../src/core/providers/table';
import { makePng } from '../../image/samples';

const provider = builtInProviders[0];
const ratios = '1:1 1:4 1:8 2:3 3:2 3:4 4:1 4:3 4:5 5:4 8:1 9:16 16:9 21:9'.split(' ');

function draw(changes: Partial<ImageRequest> = {}, signal = new AbortController().signal) {
  const request: ImageRequest = {
    prompt: 'A fox in the snow',
    references: [],
    aspectRatio: '1:1',
    size: '512',
    quality: '',
    count: 1,
    ...changes,
  };
  const unused = () => assert.fail('the placeholder is offline');
  const context: CallContext = {
    provider,
    model: provider.models[0],
    key: '',
    http: new Proxy({}, { get: unused }) as CallContext['http'],
    clock: systemClock,
    signal,
    includeThoughts: false,
    checkpoint: () => Promise.resolve(),
    report: () => undefined,
    log: () => undefined,
  };
  return apis.placeholder.generate(request, context);
}

async function drawOne(changes: Partial<ImageRequest> = {}): Promise<Buffer> {
  const { images } = await draw(changes);
  return Buffer.from(images[0]!.bytes);
}

function reference(name: string, bytes: Uint8Array, changes: Partial<Reference> = {}): Reference {
  return {
    name,
    format: 'png',
    use: 'asset',
    byteLength: bytes.byteLength,
    async *read() {
      await Promise.resolve();
      yield bytes;
    },
    ...changes,
  };
}

describe('placeholder API', () => {
  it('draws a whole PNG of exactly the pixels of every ratio and size', async () => {
    for (const aspectRatio of ratios) {
      for (const size of ['512', '1K']) {
        const bytes = await drawOne({ aspectRatio, size });
        assert.deepEqual(readDimensions(bytes, 'png'), pixelsFor(aspectRatio, size));
        assert.ok(isComplete(bytes, 'png'));
      }
    }
  });

  it('takes an open ratio as 1:1 and an open size as 1K', async () => {
    const bytes = await drawOne({ aspectRatio: '', size: '' });
    assert.deepEqual(readDimensions(bytes, 'png'), { width: 1024, height: 1024 });
  });

  it('draws 4K in many slices, between which the event loop comes round, into less than 1 MB', async () => {
    const references = await Promise.all(
      Array.from({ length: 8 }, async (_, at) => reference(`${at}.png`, await makePng())),
    );
    let rounds = 0;
    const timer = setInterval(() => (rounds += 1));
    const bytes = await drawOne({ size: '4K', references, prompt: 'a lighthouse '.repeat(2000) });
    clearInterval(timer);
    assert.deepEqual(readDimensions(bytes, 'png'), { width: 4096, height: 4096 });
    assert.ok(bytes.length < 1_000_000);
    assert.ok(rounds >= 16, `${rounds} rounds`);
  });

  it('draws the same bytes for the same request, and others for another prompt', async () => {
    assert.deepEqual(await drawOne(), await drawOne());
    assert.notDeepEqual(await drawOne(), await drawOne({ prompt: 'A hare' }));
  });

  it('draws as many as were asked for, each with its number', async () => {
    const { images } = await draw({ count: 3 });
    assert.equal(images.length, 3);
    assert.equal(new Set(images.map(({ bytes }) => Buffer.from(bytes).toString('base64'))).size, 3);
  });

  it('shows the references by name and size', async () => {
    const fox = reference('images/fox.png', await makePng());
    const plain = await drawOne();
    const withFox = await drawOne({ references: [fox] });
    assert.notDeepEqual(withFox, plain);
    assert.deepEqual(
      withFox,
      await drawOne({ references: [reference('elsewhere/fox.png', await makePng())] }),
    );
    const large = reference('images/fox.png', await makePng({ width: 99, height: 16 }));
    assert.notDeepEqual(withFox, await drawOne({ references: [large] }));
  });

  it('manages references it cannot measure and names it cannot write', async () => {
    const references = [
      reference('狐.svg', Buffer.from('<svg/>'), { format: 'svg' }),
      reference('', Buffer.alloc(0)),
    ];
    assert.ok(isComplete(await drawOne({ references }), 'png'));
  });

  it('does not read a large reference to its end', async () => {
    let blocks = 0;
    const read = async function* () {
      for (; blocks < 1000; blocks++) {
        await Promise.resolve();
        yield Buffer.alloc(64 * 1024);
      }
    };
    await drawOne({
      references: [reference('large.png', Buffer.alloc(0), { byteLength: 64_000 * 1024, read })],
    });
    assert.ok(blocks < 10, `${blocks} blocks`);
  });

  it('passes on why a reference cannot be read', async () => {
    const gone = new EaselError('cannotReadReference', { file: 'fox.png' });
    const read = (): AsyncIterable<Uint8Array> => {
      throw gone;
    };
    await assert.rejects(draw({ references: [reference('fox.png', Buffer.alloc(9), { read })] }), gone);
  });

  it('points to the recipe where it cannot write the prompt', async () => {
    // Another prompt has other colours, which are in the palette; the drawing itself lies behind it.
    const drawingOf = async (prompt: string) => {
      const bytes = await drawOne({ prompt });
      return bytes.subarray(bytes.indexOf('IDAT'));
    };
    assert.deepEqual(await drawingOf('雪の中の狐'), await drawingOf('ثعلب'));
    assert.deepEqual(await drawingOf('雪の中の狐'), await drawingOf('prompt in the recipe'));
    assert.notDeepEqual(await drawingOf('Ein Füchschen'), await drawingOf('prompt in the recipe'));
  });

  it('stops at once when it is cancelled, with the reason of the signal', async () => {
    const controller = new AbortController();
    const reason = new Error('cancelled');
    const drawing = draw({ size: '4K', count: 4 }, controller.signal);
    const cancelled = assert.rejects(drawing, reason).then(() => 'cancelled');
    await new Promise((resolve) => setImmediate(resolve));
    controller.abort(reason);
    const another = draw({ size: '4K' }).then(() => 'another is drawn meanwhile');
    assert.equal(await Promise.race([cancelled, another]), 'cancelled');
    await another;
  });

  it('refuses a ratio that is none', async () => {
    await assert.rejects(draw({ aspectRatio: 'wide' }), { name: 'EaselError', kind: 'invalidRequest' });
  });
});
