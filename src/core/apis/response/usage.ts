import * as z from 'zod';
import type { Usage } from '../../model/price';
import { membersOf } from './loose';

/** What answers say of their cost. Whatever is odd about it is passed over: the images count, and they are paid. */

const count = z.number().min(0).nullish().catch(undefined);

const details = z.object({ text_tokens: count, image_tokens: count }).nullish().catch(undefined);

/**
 * OpenAI's images format, and OpenRouter's `cost`.
 * https://developers.openai.com/api/reference/resources/images
 */
export const openaiUsage = z
  .object({
    input_tokens: count,
    output_tokens: count,
    input_tokens_details: details,
    output_tokens_details: details,
    cost: count,
  })
  .transform((usage): Usage => {
    const { input_tokens_details: input, output_tokens_details: output } = usage;
    const textOutput = output?.text_tokens ?? 0;
    return {
      ...(usage.output_tokens != null && {
        tokens: {
          textInput: input?.text_tokens ?? (input ? 0 : (usage.input_tokens ?? 0)),
          imageInput: input?.image_tokens ?? 0,
          textOutput,
          imageOutput: output?.image_tokens ?? usage.output_tokens - textOutput,
        },
      }),
      ...(usage.cost != null && { cost: usage.cost }),
    };
  })
  .nullish()
  .catch(undefined);

const byModality = membersOf(z.object({ modality: z.string(), tokenCount: z.number().min(0) }));

/** https://ai.google.dev/api/generate-content#UsageMetadata */
export const geminiUsage = z
  .object({
    promptTokenCount: count,
    candidatesTokenCount: count,
    thoughtsTokenCount: count,
    candidatesTokensDetails: byModality,
  })
  .transform((usage): Usage => {
    const details = usage.candidatesTokensDetails;
    const drawn = details.length > 0 ? details.filter(({ modality }) => modality === 'IMAGE') : undefined;
    const all = usage.candidatesTokenCount ?? 0;
    // Without details it was all image, but for a few words.
    const imageOutput = drawn?.reduce((sum, { tokenCount }) => sum + tokenCount, 0) ?? all;
    const textOutput = Math.max(0, all - imageOutput) + (usage.thoughtsTokenCount ?? 0);
    return { tokens: { textInput: usage.promptTokenCount ?? 0, textOutput, imageOutput } };
  })
  .nullish()
  .catch(undefined);
