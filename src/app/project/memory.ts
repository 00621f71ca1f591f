import * as z from 'zod';
import type { Memory } from '../ports';

/** A list of texts that was remembered; empty where there is none, or where it was written by something else. */
export function readTexts(memory: Memory, name: string): readonly string[] {
  return texts.safeParse(memory.get(name)).data ?? [];
}

const texts = z.array(z.string());
