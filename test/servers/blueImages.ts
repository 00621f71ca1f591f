import type { BlueRequest } from './blueNativeRequest';
import { drawJpeg, drawPng } from './image';
import { pixelSize } from './pixelSize';
import type { PassedStep } from './steps';

export interface BlueImage {
  /** As it is declared; the bytes may be another thing. */
  readonly mediaType: string;
  readonly base64: string;
}

export interface DrawBlueOptions {
  readonly request: BlueRequest;
  readonly step: PassedStep;
  /** Number of the call on this server. */
  readonly call: number;
  readonly draft: boolean;
}

/** Draws what the step wants to be answered. */
export async function drawBlueImage({ request, step, call, draft }: DrawBlueOptions): Promise<BlueImage> {
  const { model, aspectRatio, size, quality } = request.options;
  const references = request.references.map(({ sha256, use }) => ({ sha256, use }));
  const other = aspectRatio === '1:1' ? '16:9' : '1:1';
  const options = {
    chunk: { prompt: request.prompt, model, aspectRatio, size, quality, references, call, image: 1, draft },
    ...pixelSize({
      aspectRatio: step.kind === 'wrongSize' ? other : aspectRatio,
      // A draft is small.
      size: draft ? '512' : size,
    }),
  };
  const isJpeg = step.kind === 'jpeg' || step.kind === 'wrongMediaType';
  const bytes = isJpeg ? drawJpeg(options) : await drawPng(options);
  return {
    mediaType: step.kind === 'jpeg' ? 'image/jpeg' : 'image/png',
    base64: spell(bytes.toString('base64'), step),
  };
}

export function toMarkdown({ mediaType, base64 }: BlueImage): string {
  return `![image](data:${mediaType};base64,${base64})`;
}

function spell(base64: string, step: PassedStep): string {
  if (step.kind !== 'oddBase64') {
    return base64;
  }
  switch (step.form) {
    case 'urlSafe':
      return base64.replaceAll('+', '-').replaceAll('/', '_');
    case 'unpadded':
      return base64.replace(/=+$/, '');
    case 'lineBreaks':
      return base64.replace(/.{76}/g, '$&\r\n');
    case 'dataPrefix':
      return `data:image/png;base64,${base64}`;
  }
}
