import type { PromptAddition } from '../../core/prompts/promptAddition';
import { sanitize } from './plainText';

/** What is added to a prompt, for the user; empty where nothing is. */
export function additionNames(additions: readonly PromptAddition[]): string {
  return additions.map(({ name }) => sanitize(name)).join(', ');
}
