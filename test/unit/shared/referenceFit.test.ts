import assert from 'node:assert/strict';
import type { ImageFormat } from '../../../src/shared/imageFormat';
import { builtInProviders } from '../../../src/core/providers/table';
import {
  fitReference,
  planName,
  takesReference,
  type ReferenceFacts,
} from '../../../src/shared/referenceFit';

const [placeholder, imini, infinityBlue, gemini, openai] = builtInProviders;
const model = imini.models[0].capabilities;
const megabyte = 2 ** 20;

function facts(format: ImageFormat, differences: Partial<ReferenceFacts> = {}): ReferenceFacts {
  return { format, byteLength: 1000, width: 640, height: 480, ...differences };
}

describe('A reference and the model it is for', () => {
  for (const format of ['png', 'jpeg', 'webp'] as const) {
    it(`${format} of a usual size is sent as it is`, () => {
      assert.deepEqual(fitReference(facts(format), model), { kind: 'asIs' });
    });

    it(`${format} with too many pixels is scaled down and stays ${format}`, () => {
      const fit = fitReference(facts(format, { width: 6000, height: 4000 }), model);
      assert.ok(fit.kind === 'convert');
      assert.deepEqual(fit.plan, {
        format,
        mediaType: `image/${format}`,
        maxSide: 4096,
        maxBytes: 10 * megabyte,
      });
    });
  }

  it('the last pixel and the last byte that are taken are sent as they are', () => {
    const largest = { width: 10, height: 4096, byteLength: 10 * megabyte };
    assert.equal(fitReference(facts('png', largest), model).kind, 'asIs');
    for (const over of [{ height: 4097 }, { byteLength: 10 * megabyte + 1 }]) {
      assert.equal(fitReference(facts('png', { ...largest, ...over }), model).kind, 'convert');
    }
  });

  it('what is not known of its size is not held against it, an unknown format is', () => {
    assert.equal(takesReference(model, { format: 'png' }), true);
    assert.equal(takesReference(model, { format: 'bmp' }), false);
    assert.equal(takesReference(model, { byteLength: 1000 }), false);
  });

  for (const format of ['bmp', 'gif', 'avif'] as const) {
    it(`${format} is converted to PNG`, () => {
      const fit = fitReference(facts(format), model);
      assert.ok(fit.kind === 'convert');
      assert.equal(fit.plan.format, 'png');
      assert.equal(fit.plan.drawnSide, undefined);
    });
  }

  it('a drawing gets pixels, no more than the model takes', () => {
    const fit = fitReference({ format: 'svg', byteLength: 900 }, model);
    assert.ok(fit.kind === 'convert');
    assert.equal(fit.plan.drawnSide, 2048);
    const small = { ...model, referenceLimits: { maxSide: 512 } };
    const smallFit = fitReference({ format: 'svg', byteLength: 900 }, small);
    assert.ok(smallFit.kind === 'convert');
    assert.equal(smallFit.plan.drawnSide, 512);
  });

  for (const format of ['heic', 'tiff'] as const) {
    it(`${format}, which no browser opens, is refused`, () => {
      assert.deepEqual(fitReference(facts(format), model), { kind: 'refused', reason: 'undecodable' });
    });
  }

  it('what would take more memory than there is when it is opened is refused', () => {
    const fit = fitReference(facts('png', { width: 20_000, height: 20_000 }), model);
    assert.deepEqual(fit, { kind: 'refused', reason: 'tooManyPixels' });
  });

  it('a model that takes JPEG alone gets JPEG', () => {
    const fit = fitReference(facts('png'), { ...model, referenceFormats: ['jpeg'] });
    assert.ok(fit.kind === 'convert');
    assert.equal(fit.plan.mediaType, 'image/jpeg');
  });

  describe('of any provider', () => {
    const models = builtInProviders.flatMap(({ id, models: rows, unknownModel }) =>
      [...rows.map(({ capabilities }) => capabilities), unknownModel].map((each) => ({ id, each })),
    );
    const takenFormats = (each: (typeof models)[number]['each']) =>
      (['png', 'jpeg', 'webp'] as const).filter((format) => each.referenceFormats.includes(format));

    it('that EXIF turns is turned upright, whatever the model', () => {
      for (const { id, each } of models.filter(({ each: { maxReferences } }) => maxReferences > 0)) {
        assert.equal(fitReference(facts('jpeg', { isTurned: true }), each).kind, 'convert', id);
        assert.equal(fitReference(facts('jpeg', { isTurned: false }), each).kind, 'asIs', id);
      }
    });

    it('with shades of grey alone is brought to RGB where the server drops it, and nowhere else', () => {
      for (const { id, each } of models) {
        const dropsGrey = id === 'stable-diffusion.cpp';
        for (const format of takenFormats(each)) {
          const fit = fitReference(facts(format, { isGrey: true }), each);
          assert.equal(fit.kind, dropsGrey ? 'convert' : 'asIs', `${id} ${format}`);
        }
      }
    });

    it('that is WebP is converted for stable-diffusion.cpp, which cannot decode it', () => {
      const { each } = models.find(({ id }) => id === 'stable-diffusion.cpp')!;
      const fit = fitReference(facts('webp'), each);
      assert.ok(fit.kind === 'convert');
      assert.equal(fit.plan.format, 'png');
    });
  });

  it('Placeholder takes whatever can be recognised', () => {
    const huge = facts('tiff', { width: 30_000, height: 30_000 });
    assert.deepEqual(fitReference(huge, placeholder.models[0].capabilities), { kind: 'asIs' });
  });

  it('every model of imini, InfinityBlue and Google Gemini limits pixels and bytes', () => {
    for (const { capabilities } of [...imini.models, ...infinityBlue.models, ...gemini.models]) {
      assert.ok((capabilities.referenceLimits?.maxSide ?? 0) > 0);
      assert.ok((capabilities.referenceLimits?.maxBytes ?? 0) > 0);
    }
  });

  it('every model of OpenAI limits bytes: less than 50 MB', () => {
    for (const { capabilities } of openai.models) {
      assert.deepEqual(capabilities.referenceLimits, { maxBytes: 50 * 1024 * 1024 - 1 });
    }
  });

  it('different plans have different names, which are names of files', () => {
    const plan = { format: 'png', mediaType: 'image/png', maxSide: 4096, maxBytes: 100 } as const;
    const others = [plan, { ...plan, maxSide: 512 }, { ...plan, maxBytes: 9 }, { ...plan, drawnSide: 512 }];
    const names = others.map(planName);
    assert.equal(new Set(names).size, names.length);
    assert.ok(names.every((name) => /^[\w-]+$/.test(name)));
  });
});
