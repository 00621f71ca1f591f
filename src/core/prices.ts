import type { ImagePrice, ModelPrice } from './money';
import { entryOf } from './entryOf';
import type { Model, Provider } from './provider';
import { baseModelId } from './providers';

/**
 * Prices as they were when this was written, per image or for a million tokens. They are approximate: providers change
 * them, round, and charge prompts and references as well. A model that is missing has an unknown price.
 */
const prices: Readonly<Record<string, Readonly<Record<string, ModelPrice>>>> = {
  // 2026-10: https://ai.google.dev/gemini-api/docs/pricing; what is left to the model is 1K.
  gemini: {
    'gemini-nano-banana-2.1': google({ '1K': 0.0336, '2K': 0.0504, '4K': 0.113 }, 30),
    'gemini-3-pro-image': google({ '1K': 0.134, '2K': 0.134, '4K': 0.24 }, 120),
    'gemini-3.1-flash-image': google({ '512': 0.045, '1K': 0.067, '2K': 0.101, '4K': 0.151 }, 60),
    'gemini-2.5-flash-image': google({ '1K': 0.039 }, 30),
  },
  // 2026-05 and 2026-10: https://developers.openai.com/api/docs/pricing. Of 2.5 nobody says what an image comes to.
  openai: {
    'gpt-image-2': openai([
      ...openaiSizes('low', 0.006, 0.005),
      ...openaiSizes('medium', 0.053, 0.041),
      ...openaiSizes('high', 0.211, 0.165),
    ]),
    'gpt-image-2.5-flare': openai([]),
    'gpt-image-2.5-sunburst': openai([]),
  },
  // 2026-04: https://docs.imini.ai, one page for each model. What GPT Image 2 takes varies too widely to be said.
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
  const table = entryOf(prices, provider.id) ?? {};
  return entryOf(table, model.id) ?? entryOf(table, baseModelId(model.id));
}

function google(images: Readonly<Record<string, number>>, imageOutput: number): ModelPrice {
  const usual = images['1K'];
  const rows = [...bySize(images), ...(usual === undefined ? [] : [{ size: '', amount: usual }])];
  return { currency: 'USD', images: rows, perMillion: { imageOutput } };
}

function openai(images: readonly ImagePrice[]): ModelPrice {
  return { currency: 'USD', images, perMillion: { textInput: 5, imageInput: 8, imageOutput: 30 } };
}

/** The square, and both sizes of half as much again. */
function openaiSizes(quality: string, square: number, oblong: number): readonly ImagePrice[] {
  return [
    { quality, size: '1024x1024', amount: square },
    { quality, size: '1536x1024', amount: oblong },
    { quality, size: '1024x1536', amount: oblong },
  ];
}

function credits(images: readonly ImagePrice[]): ModelPrice {
  return { currency: 'imini credits', images };
}

function bySize(images: Readonly<Record<string, number>>): readonly ImagePrice[] {
  return Object.entries(images).map(([size, amount]) => ({ size, amount }));
}
