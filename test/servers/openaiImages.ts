import { drawJpeg, drawPng } from './image';
import type { OpenaiRequest } from './openaiRequest';
import type { PixelSize } from './pixelSize';
import type { PassedStep } from './steps';

export interface DrawnImage {
  readonly base64: string;
  /** An image on the way to it, in base64. */
  readonly draft: string;
  /** The format as the answer names it; the bytes may be another. */
  readonly declared: 'png' | 'jpeg';
}

export interface DrawOptions {
  readonly request: OpenaiRequest;
  readonly step: PassedStep;
  /** Number of the call on this server. */
  readonly call: number;
  /** Where none is asked for. */
  readonly defaultSize?: string | undefined;
}

/** Draws what the step wants to be answered. There is no encoder for WebP here, so that comes as PNG and says so. */
export async function drawOpenaiImages(drawing: DrawOptions): Promise<readonly DrawnImage[]> {
  const { request, step, call, defaultSize = '1024x1024' } = drawing;
  const { options, references, prompt, size, outputFormat } = request;
  const pixels = step.kind === 'wrongSize' ? { width: 640, height: 320 } : pixelsOf(size || defaultSize);
  const wantsJpeg = outputFormat === 'jpeg' || step.kind === 'jpeg';
  return Promise.all(
    Array.from({ length: options.count }, async (_, index) => {
      const chunk = {
        prompt,
        model: options.model,
        aspectRatio: '',
        size,
        quality: options.quality,
        references: references.map(({ sha256, use }) => ({ sha256, use })),
        call,
        image: index + 1,
      };
      const isJpeg = wantsJpeg || step.kind === 'wrongMediaType';
      const final = { chunk: { ...chunk, draft: false }, ...pixels };
      const bytes = isJpeg ? drawJpeg(final) : await drawPng(final);
      const draft = await drawPng({ chunk: { ...chunk, draft: true }, width: 64, height: 64 });
      return {
        base64: bytes.toString('base64'),
        draft: draft.toString('base64'),
        declared: wantsJpeg ? ('jpeg' as const) : ('png' as const),
      };
    }),
  );
}

function pixelsOf(size: string): PixelSize {
  const [width = 1024, height = 1024] = /^\d+x\d+$/.test(size) ? size.split('x').map(Number) : [];
  return { width, height };
}
