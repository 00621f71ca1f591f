import * as z from 'zod';
import { largestImage, longestPrompt, longestSide } from '../shared/limits';

const uri = z.string().min(1).max(4096);
const id = z.string().min(1).max(200);
const side = z.int().min(1).max(longestSide);

/** SHA-256 of a mask, or empty. */
export const maskId = z.string().regex(/^(?:[\da-f]{64})?$/u);

/** What the page says while the user looks at an image. */
export const viewerMessages = [
  /** Without `other` the user is asked for one. */
  z.object({ type: z.literal('compareWith'), uri, other: uri.optional() }),
  z.object({ type: z.literal('replaceOriginal'), edit: uri, original: uri }),
  z.object({ type: z.literal('undoReplace'), id, edit: uri }),
  z.object({ type: z.literal('discardEdit'), uri }),
  /** Where it has taken the place of its original; the id is that of *Undo*. */
  z.object({ type: z.literal('deleteEdit'), id, edit: uri }),
  /** The page makes the id, as with `generate`. */
  z.object({
    type: z.literal('refine'),
    id,
    uri,
    prompt: z.string().max(longestPrompt),
    providerId: id,
    modelId: id,
  }),
  /** What the page has drawn, under the id that the host gave for it. */
  z.object({
    type: z.literal('fitted'),
    id,
    format: z.enum(['png', 'jpeg', 'webp']),
    width: side,
    height: side,
    bytes: z.instanceof(Uint8Array).refine(({ byteLength }) => byteLength > 0 && byteLength <= largestImage),
    discard: z.boolean(),
  }),
  /** On the first reference, for this model; `mask` is what is marked already, or empty. */
  z.object({ type: z.literal('markChanges'), uri, mask: maskId, providerId: id, modelId: id }),
] as const;
