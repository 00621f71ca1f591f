import type { ByteSource, Reference } from './reference';

/** A part of what a model answered, to be given back as it came. Its signature stands for what the model thought. */
export type AnswerPart = { readonly signature?: string } & (
  { readonly text?: string } | { readonly image: ByteSource; readonly mediaType: string }
);

/** A prompt and what the model answered, within a conversation. */
export interface Exchange {
  readonly prompt: string;
  readonly references: readonly Reference[];
  readonly answer: readonly AnswerPart[];
}

/** A part of an answer that has just come; an image is named by the SHA-256 of its bytes. */
export type SpokenPart = { readonly signature?: string } & (
  { readonly text?: string } | { readonly sha256: string; readonly mediaType: string }
);

/** In bytes of the request, where the provider's row has no limit: what gateways usually take. */
const usualRequestBytes = 18 * 1024 * 1024;

/** Images of one request, where the model takes that many references; each exchange sends all before it again. */
export interface ConversationBounds {
  readonly images: number;
  readonly bytes: number;
}

export function boundsOf(
  { maxRequestBytes = usualRequestBytes }: { readonly maxRequestBytes?: number },
  { maxReferences }: { readonly maxReferences: number },
): ConversationBounds {
  return { images: maxReferences, bytes: maxRequestBytes };
}

/**
 * Of texts and signatures together: unlike images they are held and encoded whole, which takes the extension host some
 * milliseconds a megabyte. Signatures have some hundred kilobytes.
 */
export const mostSaidBytes = 6 * 1024 * 1024;

/** Room for the JSON around it, and for what is said next. */
const roomForPrompt = 256 * 1024;

/**
 * Whether all of it can be sent once more. It is never cut: nobody knows what a signature is worth without what it was
 * made after.
 */
export function fitsInto(
  exchanges: readonly Pick<Exchange, 'prompt' | 'references' | 'answer'>[],
  { images, bytes }: ConversationBounds,
): boolean {
  const parts = exchanges.flatMap(({ answer }) => answer);
  const sources = [
    ...exchanges.flatMap(({ references }) => references),
    ...parts.flatMap((part) => ('image' in part ? part.image : [])),
  ];
  const texts = [
    ...exchanges.map(({ prompt }) => prompt),
    ...parts.flatMap((part) => ['text' in part ? (part.text ?? '') : '', part.signature ?? '']),
  ];
  const encoded = sources.reduce((sum, { byteLength }) => sum + Math.ceil(byteLength / 3) * 4, 0);
  const said = texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
  return sources.length <= images && said <= mostSaidBytes && encoded + said + roomForPrompt <= bytes;
}
