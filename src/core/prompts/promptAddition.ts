import * as z from 'zod';
import { startOf } from '../../shared/boundedText';
import type { AdditionText } from '../../shared/composePrompt';

export interface PromptAddition extends AdditionText {
  readonly kind: 'preset' | 'styleFile';
  /** For the user. */
  readonly name: string;
}

export const promptAddition: z.ZodType<PromptAddition> = z.object({
  kind: z.enum(['preset', 'styleFile']),
  name: z.string().transform((name) => startOf(name, 300)),
  before: z.string().max(10_000),
  after: z.string().max(10_000),
});

/** What a prompt was made of, as a recipe tells it. */
export interface PromptParts {
  /** What the user wrote. */
  readonly own: string;
  /** Names of the presets. */
  readonly presets: readonly string[];
  readonly styleFile: boolean;
}

/** `undefined` where the prompt is what the user wrote. */
export function partsOf(own: string, additions: readonly PromptAddition[]): PromptParts | undefined {
  const presets = additions.filter(({ kind }) => kind === 'preset').map(({ name }) => name);
  return additions.length === 0
    ? undefined
    : { own: own.trim(), presets, styleFile: additions.some(({ kind }) => kind === 'styleFile') };
}

/** A preset stands on lines of its own; a text that begins with a punctuation mark goes on where the prompt ends. */
export function presetAddition(preset: {
  readonly name: string;
  readonly before: string;
  readonly after: string;
}): PromptAddition {
  const before = preset.before.trim();
  const after = preset.after.trim();
  return {
    kind: 'preset',
    name: preset.name,
    before: before === '' ? '' : `${before}\n`,
    after: after === '' || /^[,.;:!?，。；：、！？]/u.test(after) ? after : `\n${after}`,
  };
}

/** The text of a style file is a paragraph of its own, at the end. */
export function styleFileAddition(name: string, text: string): PromptAddition {
  return { kind: 'styleFile', name, before: '', after: text.trim() === '' ? '' : `\n\n${text.trim()}` };
}
