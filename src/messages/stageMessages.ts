import * as z from 'zod';

const uri = z.string().min(1).max(4096);
const id = z.string().min(1).max(200);

/** What the page says while the person looks at an image. */
export const stageMessages = [
  /** Without `other` the person is asked for one. */
  z.object({ type: z.literal('compareWith'), uri, other: uri.optional() }),
  z.object({ type: z.literal('replaceOriginal'), edit: uri, original: uri }),
  z.object({ type: z.literal('undoReplace'), id, edit: uri }),
  z.object({ type: z.literal('discardEdit'), uri }),
] as const;
