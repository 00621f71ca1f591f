import { gptImageTokens } from './gptImageTokens';
import type { ImagePrice, ModelPrice } from '../model/price';
import { getOwn } from '../util/getOwn';
import type { Model, Provider } from '../model/provider';
import { baseModelId } from '../providers/table';
import { fluxTwoSizes } from '../providers/blackForestLabs';
import { gptImageSizes } from '../providers/openai';

/** The day on which the table was last compared with what the providers say. */
const today = '2026-11-30';

/** For a million tokens, of GPT Image 2 and all that came later. */
const openaiRates = { textInput: 5, imageInput: 8, imageOutput: 30 } as const;

/**
 * Prices per image or for a million tokens. They are approximate: providers change them, round, and charge prompts and
 * references as well. A model that is missing has an unknown price.
 */
const prices: Readonly<Record<string, Readonly<Record<string, ModelPrice>>>> = {
  // https://ai.google.dev/gemini-api/docs/pricing; what is left to the model is 1K. Thinking is charged as text.
  gemini: {
    'gemini-nano-banana-2.1': google(
      // 4K is disputed: 2,520 tokens by most tables and the Gemini API's own price list, 3,767 by Google Cloud's card.
      [...bySize({ '1K': 0.0336, '2K': 0.0504 }), { size: '4K', amount: 0.113, atLeast: 0.0756 }],
      { textInput: 1.5, textOutput: 7.5, imageOutput: 30 },
    ),
    'gemini-3-pro-image': google(bySize({ '1K': 0.134, '2K': 0.134, '4K': 0.24 }), { imageOutput: 120 }),
    'gemini-3.1-flash-lite-image': google(bySize({ '1K': 0.0336 }), { imageOutput: 30 }),
    'gemini-3.1-flash-image': google(bySize({ '512': 0.045, '1K': 0.067, '2K': 0.101, '4K': 0.151 }), {
      imageOutput: 60,
    }),
    'gemini-2.5-flash-image': google(bySize({ '1K': 0.039 }), { imageOutput: 30 }),
  },
  // https://developers.openai.com/api/docs/pricing; how many tokens an image takes is in `gptImageTokens.ts`.
  openai: {
    'gpt-image-2.6-flare': gptImage26(),
    'gpt-image-2.6-sunburst': gptImage26(),
    'gpt-image-2.5-flare': openai(gptImage({ low: 16, medium: 24, high: 48, xhigh: 64, max: 96 })),
    'gpt-image-2.5-sunburst': openai(gptImage({ low: 16, medium: 24, high: 48, xhigh: 64, max: 96 })),
    'gpt-image-2': openai(gptImage({ low: 16, medium: 48, high: 96 })),
  },
  // https://docs.x.ai/docs/models/grok-imagine-image-2.0, as read by others on 2026-10-13; low at 1k and what 1.5k costs
  // are inferred from its neighbours. What is left to the model is 1k, the quality is its own choice.
  xai: {
    'grok-imagine-image-2.0': {
      ...{ currency: 'USD', asOf: today, perReference: 0.01 },
      images: [
        ...['', '1k'].flatMap((size) => [
          { size, quality: 'low', amount: 0.04 },
          { size, quality: 'medium', amount: 0.06 },
        ]),
        { size: '1.5k', quality: 'low', amount: 0.06, atLeast: 0.04 },
        { size: '1.5k', quality: 'medium', amount: 0.08, atLeast: 0.06 },
        { size: '2k', quality: 'low', amount: 0.06 },
        { size: '2k', quality: 'medium', amount: 0.08 },
      ],
    },
  },
  // https://openrouter.ai, each model's page. An answer says itself what it has cost.
  openrouter: {
    'bytedance-seed/seedream-5-0-pro': dollars(bySize({ '1K': 0.045, '2K': 0.09 })),
    'bytedance-seed/seedream-5-0-flash': dollars([{ amount: 0.018 }]),
    'bytedance-seed/seedream-4.5': dollars([{ amount: 0.04 }]),
  },
  // https://docs.bfl.ai/quick_start/pricing: a first megapixel and every further one, begun ones counted whole. That a
  // reference costs like one of these is what its examples come to.
  bfl: {
    'flux-3-image': flux3(),
    'flux-2-pro': byMegapixel({ first: 0.03, further: 0.015 }),
    'flux-2-pro-preview': byMegapixel({ first: 0.03, further: 0.015 }),
    'flux-2-max': byMegapixel({ first: 0.07, further: 0.03 }),
    'flux-2-flex': byMegapixel({ first: 0.05, further: 0.05 }),
    'flux-2-klein-9b': byMegapixel({ first: 0.015, further: 0.002 }),
    'flux-2-klein-4b': byMegapixel({ first: 0.014, further: 0.001 }),
  },
  // https://fal.ai/pricing, and each model's `llms.txt`.
  fal: {
    'blackforestlabs/flux-3': flux3(),
    // Its page names a flat price, its guide one by tokens.
    'google/nano-banana-2.1': dollars([
      { size: '1K', amount: 0.08, atLeast: 0.04 },
      { size: '', amount: 0.08, atLeast: 0.04 },
      { size: '2K', amount: 0.08, atLeast: 0.06 },
      { size: '4K', amount: 0.134, atLeast: 0.08 },
    ]),
  },
  // https://docs.imini.ai, one page for each model. What GPT Image 2 takes varies too widely to be said.
  imini: {
    'google/nano-banana': credits([{ withReferences: true, amount: 100 }, { amount: 50 }]),
    'google/nano-banana-pro': credits(bySize({ '1K': 120, '2K': 120, '4K': 200 })),
    'google/nano-banana-2': credits(bySize({ '512': 50, '1K': 75, '2K': 100, '4K': 150 })),
  },
};

/** A row of the settings knows best; what else needs no key costs nothing. */
export function priceOf(
  provider: Pick<Provider, 'id' | 'needsKey' | 'models'>,
  model: Pick<Model, 'id' | 'price'>,
): ModelPrice | 'free' | undefined {
  if (model.price || !provider.needsKey) {
    return model.price ?? 'free';
  }
  const table = getOwn(prices, provider.id) ?? {};
  return getOwn(table, model.id) ?? getOwn(table, baseModelId(model.id));
}

function google(
  images: readonly ImagePrice[],
  perMillion: NonNullable<ModelPrice['perMillion']>,
): ModelPrice {
  const usual = images.filter(({ size }) => size === '1K').map(({ amount }) => ({ size: '', amount }));
  return { ...dollars([...images, ...usual]), perMillion };
}

function openai(images: readonly ImagePrice[]): ModelPrice {
  return { ...dollars(images), perMillion: openaiRates };
}

/** @param cells of the grid along the longer side, for each quality */
function gptImage(cells: Readonly<Record<string, number>>): readonly ImagePrice[] {
  return Object.entries(cells).flatMap(([quality, each]) =>
    gptImageSizes.map((size) => ({
      ...{ quality, size },
      amount: (gptImageTokens(size, each) * openaiRates.imageOutput) / 1e6,
    })),
  );
}

/**
 * From high upwards 2.6 takes the tokens of 2.5, and below that three to four times as many, as measured by others in
 * November 2026: low came to 4.2 times.
 */
function gptImage26(): ModelPrice {
  const times = (images: readonly ImagePrice[], [least, most]: readonly [number, number]) =>
    images.map((image) => ({ ...image, amount: image.amount * most, atLeast: image.amount * least }));
  return openai([
    ...times(gptImage({ low: 16 }), [4, 4.25]),
    ...times(gptImage({ medium: 24 }), [3, 4]),
    ...gptImage({ high: 48, xhigh: 64, max: 96 }),
  ]);
}

/** What is left to the model is 1k. */
function flux3(): ModelPrice {
  const each = { '768sq': 0.041, '': 0.048, '1k': 0.048, '1.5k': 0.07, '2k': 0.1, '4k': 0.607 };
  return dollars(bySize(each));
}

interface MegapixelPrice {
  readonly first: number;
  readonly further: number;
}

function byMegapixel({ first, further }: MegapixelPrice): ModelPrice {
  const images = fluxTwoSizes.map((size): ImagePrice => {
    const [width = 0, height = 0] = size.split('x').map(Number);
    return { size, amount: first + further * (Math.ceil((width * height) / 2 ** 20) - 1) };
  });
  return { ...dollars(images), perReference: further };
}

function dollars(images: readonly ImagePrice[]): ModelPrice {
  return { currency: 'USD', images, asOf: today };
}

function credits(images: readonly ImagePrice[]): ModelPrice {
  return { currency: 'imini credits', images, asOf: '2026-04' };
}

function bySize(images: Readonly<Record<string, number>>): readonly ImagePrice[] {
  return Object.entries(images).map(([size, amount]) => ({ size, amount }));
}
