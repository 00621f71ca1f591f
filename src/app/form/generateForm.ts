import { editNameOf, slugOf } from '../../core/storage/naming';
import type { PromptAddition } from '../../core/prompts/promptAddition';
import type { ReferenceUse } from '../../shared/options';
import type { ModelChoice, Options } from '../providers/modelChoice';
import type { Services } from '../services';
import { defaultFolder } from './targetFolder';
import { fileName, parentUri } from '../project/uri';

/** Where the images go. */
export type Target =
  | { readonly kind: 'setting' }
  | { readonly kind: 'folder'; readonly uri: string }
  /** Next to this image, named after it. */
  | { readonly kind: 'beside'; readonly original: string };

export interface GenerateForm {
  /** What the user wrote. */
  readonly prompt: string;
  /** What is put around it when it is sent. */
  readonly additions?: readonly PromptAddition[];
  readonly references: readonly { readonly uri: string; readonly use: ReferenceUse }[];
  /** The conversation that the first reference came from goes on, where the model has one and all of it is there. */
  readonly continues?: true;
  /** SHA-256 of the mask on the first reference, which `app/references/referenceStore.ts` keeps. */
  readonly mask?: string;
  readonly choice: ModelChoice;
  readonly options: Options;
  readonly count: number;
  readonly target: Target;
}

/**
 * The folder that the images go into.
 * @throws Declined when the user was asked for one and chose none.
 */
export async function folderOf(target: Target, parts: Services): Promise<string> {
  return chosenFolder(target) ?? defaultFolder(parts);
}

/** The folder that a target names; `undefined` where it leaves that to the setting. */
export function chosenFolder(target: Target): string | undefined {
  switch (target.kind) {
    case 'setting':
      return undefined;
    case 'folder':
      return target.uri;
    case 'beside':
      return parentUri(target.original);
  }
}

/** The file's name without its ending: after the prompt, or after the image that is edited. */
export function stemOf({ target, prompt }: GenerateForm): string {
  if (target.kind !== 'beside') {
    return slugOf(prompt);
  }
  return editNameOf(fileName(target.original).replace(/\.[^.]*$/u, ''));
}
