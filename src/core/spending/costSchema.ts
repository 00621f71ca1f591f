import * as z from 'zod';
import type { Cost } from '../model/price';

/** A cost as it is stored. */
export const costSchema: z.ZodType<Cost> = z.object({
  currency: z.string().max(60),
  amount: z.number().min(0),
  isApproximate: z.boolean(),
  isAtMost: z.literal(true).optional(),
});
