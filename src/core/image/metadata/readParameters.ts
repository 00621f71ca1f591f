import type { ImageFormat } from '../../../shared/imageFormat';
import { parseComfyUi } from './comfyuiPrompt';
import { parseParameters, type GenerationParameters } from './generationParameters';
import type { ImageText } from './imageText';
import { readImageTexts } from './imageTexts';
import {
  parseDream,
  parseEasyDiffusion,
  parseFooocus,
  parseInvokeAi,
  parseNovelAi,
  parseSwarmUi,
} from './jsonParameters';
import { parseLenientJson, recordOf } from './lenientJson';

/** How another program made an image, where its file says so: PNG texts, or EXIF. */
export function readParameters(bytes: Uint8Array, format: ImageFormat): GenerationParameters | undefined {
  const texts = readImageTexts(bytes, format).flatMap(unwrap);
  for (const text of texts) {
    for (const parse of parsers[text.keyword] ?? []) {
      const parameters = parse(text.text, texts);
      if (parameters) {
        return parameters;
      }
    }
  }
  return undefined;
}

type Parse = (text: string, all: readonly ImageText[]) => GenerationParameters | undefined;

const novelAi: Parse = (comment, all) =>
  parseNovelAi({ comment, source: all.find(({ keyword }) => keyword === 'source')?.text });

const easyDiffusion: Parse = (_, all) =>
  parseEasyDiffusion(Object.fromEntries(all.map(({ keyword, text }) => [keyword, text])));

const free: readonly Parse[] = [
  parseSwarmUi,
  parseFooocus,
  parseInvokeAi,
  novelAi,
  (text) => parseEasyDiffusion(recordOf(parseLenientJson(text))),
  (text) => parseParameters(text),
];

const parsers: Readonly<Record<string, readonly Parse[]>> = {
  parameters: [parseSwarmUi, parseFooocus, (text) => parseParameters(text, { isCertain: true })],
  prompt: [parseComfyUi, easyDiffusion],
  invokeai_metadata: [parseInvokeAi],
  'sd-metadata': [parseInvokeAi],
  dream: [parseDream],
  comment: [novelAi],
  usercomment: free,
  imagedescription: free,
};

/** EXIF has fewer places than PNG, so programs put names into its texts: `prompt:{…}`, or JSON with PNG's keywords. */
function unwrap(found: ImageText): readonly ImageText[] {
  const { text } = found;
  const [, name = '', json = ''] = /^\s{0,20}(prompt|workflow)\s{0,20}:\s{0,20}(\{[^]*)$/iu.exec(text) ?? [];
  if (name !== '') {
    return [{ keyword: name.toLowerCase(), text: json }];
  }
  const { Comment: comment, Source: source } = text.startsWith('{') ? recordOf(parseLenientJson(text)) : {};
  return typeof comment === 'string'
    ? [
        { keyword: 'comment', text: comment },
        ...(typeof source === 'string' ? [{ keyword: 'source', text: source }] : []),
      ]
    : [found];
}
