import * as vscode from 'vscode';
import { settings } from '../../src/extension/ports/settings';
import { withDefaults } from '../../src/shared/options';
import type { GenerateForm } from '../../src/app/form/generateForm';
import { generateImage } from '../../src/app/generate/generateImage';
import type { JobEnd, SavedImage } from '../../src/app/jobs/job';
import { modelOf } from '../../src/app/providers/modelChoice';
import type { JobServices } from '../../src/extension/ports/services';

export interface Wish extends Partial<Omit<GenerateForm, 'choice' | 'options' | 'target'>> {
  readonly folder: vscode.Uri;
  readonly providerId?: string;
  readonly modelId?: string;
  readonly target?: GenerateForm['target'];
  readonly options?: Partial<GenerateForm['options']>;
}

/** A form as the ways in fill it: the smallest image of Placeholder, unless the test wishes otherwise. */
export function formFor({ folder, providerId, modelId, target, options, ...rest }: Wish): GenerateForm {
  const choice = modelOf(settings, {
    providerId: providerId ?? 'placeholder',
    modelId: modelId ?? 'placeholder',
  });
  const { size } = choice.model.capabilities;
  const smallest = size.offered === 'any' ? '' : (size.offered[0] ?? '');
  return {
    prompt: 'A fox in the snow',
    references: [],
    choice,
    options: withDefaults({ size: smallest, ...options }, choice.model.capabilities),
    count: 1,
    target: target ?? { kind: 'folder', uri: folder.toString() },
    ...rest,
  };
}

/** Generates, and expects that the job was accepted. */
export async function generateFor(parts: JobServices, wish: Wish): Promise<JobEnd<SavedImage>> {
  const end = await generateImage(formFor(wish), parts);
  if (!end) {
    throw new Error('The job was not accepted.');
  }
  return end;
}

export async function useProviders(rows: unknown): Promise<void> {
  await vscode.workspace
    .getConfiguration('easel')
    .update('providers', rows, vscode.ConfigurationTarget.Global);
}
