import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import { systemClock } from '../core/clock';
import { EaselError } from '../core/errors';
import { generate, type Generated, type GeneratedImage } from '../core/generate';
import { writeRecipe } from '../core/image/metadata/writeRecipe';
import { editNameOf, slugOf } from '../core/naming';
import type { Recipe } from '../core/recipe';
import { checkRequest, splitIntoCalls, type ImageRequest, type ReferenceUse } from '../core/request';
import { appendHistory, sha256Of } from './history';
import { saveImage, type ImageToSave } from './imageStore';
import type { JobCall, JobEnd } from './jobs';
import { modelName } from './jobText';
import { keyForRequest } from './keyForRequest';
import { rememberOptions, type ModelChoice, type Options } from './modelChoice';
import type { Parts } from './parts';
import { prepareReference, type PreparedReference } from './references';
import { readIncludeThoughts, readMetadataMode } from './settings';
import { checkTargetFolder, defaultFolder, type TargetFolder } from './targetFolder';
import { isInWorkspace, workspacePath } from './workspacePaths';
import { logError } from './logError';

/** Where the images go. */
export type Target =
  | { readonly kind: 'setting' }
  | { readonly kind: 'folder'; readonly uri: vscode.Uri }
  /** Next to this image, named after it. */
  | { readonly kind: 'beside'; readonly original: vscode.Uri };

export interface GenerateForm {
  readonly prompt: string;
  readonly references: readonly { readonly uri: vscode.Uri; readonly use: ReferenceUse }[];
  readonly choice: ModelChoice;
  readonly options: Options;
  readonly count: number;
  readonly target: Target;
}

export interface SavedImage {
  readonly uri: vscode.Uri;
  readonly recipe: Recipe;
}

/**
 * The one way to an image, for every way in: checks, asks for what is missing, generates, saves.
 * @param id made by the caller; a second call with the same id does nothing and returns `undefined`.
 */
export async function generateImage(
  form: GenerateForm,
  parts: Parts,
  id: string = randomUUID(),
): Promise<JobEnd<SavedImage> | undefined> {
  const { provider, model } = form.choice;
  return parts.jobs.run({
    id,
    prompt: form.prompt,
    model: modelName(provider.label, model.label),
    providerId: provider.id,
    again: () => void generateImage(form, parts),
    run: (call) => run(form, parts, call),
  });
}

/** Everything that can be refused or asked happens before the first call, which may cost money. */
async function run(form: GenerateForm, parts: Parts, call: JobCall): Promise<JobEnd<SavedImage>> {
  const { choice, options, prompt, count } = form;
  const references = await prepareReferences(form, call.signal);
  const request: ImageRequest = { prompt, references, count, ...options };
  checkRequest(request, choice.model.capabilities);
  const folder = await checkTargetFolder(await folderOf(form.target, parts));
  const key = await keyForRequest(parts, choice.provider);
  await rememberOptions(parts, options);
  const calls = splitIntoCalls(request, choice.model.capabilities);
  return collect(calls.map((each) => runCall(each, { form, parts, call, references, folder, key })));
}

interface Run {
  readonly form: GenerateForm;
  readonly parts: Parts;
  readonly call: JobCall;
  readonly references: readonly PreparedReference[];
  readonly folder: TargetFolder;
  readonly key: string;
}

/** One call of the provider. Its images are saved as they come, whatever becomes of the other calls. */
async function runCall(request: ImageRequest, run: Run): Promise<JobEnd<SavedImage>> {
  const { form, parts, call, key } = run;
  const generated = await generate(request, {
    ...form.choice,
    key,
    http: parts.http,
    clock: systemClock,
    signal: call.signal,
    includeThoughts: readIncludeThoughts(),
    checkpoint: ({ taskId, requestId }) => {
      parts.log.info(`Task ${taskId} was submitted (request ${requestId ?? 'without id'}).`);
      return Promise.resolve();
    },
    report: call.report,
    log: (line) => parts.log.info(line),
  });
  return collect(generated.images.map((image) => save(image, generated, run)));
}

/** Waits for all of them: what one failed at must not take away what another brought. */
async function collect(work: readonly Promise<JobEnd<SavedImage>>[]): Promise<JobEnd<SavedImage>> {
  const ends = (await Promise.allSettled(work)).map((outcome) =>
    outcome.status === 'fulfilled' ? outcome.value : { saved: [], errors: [outcome.reason as unknown] },
  );
  return { saved: ends.flatMap(({ saved }) => saved), errors: ends.flatMap(({ errors }) => errors) };
}

async function save(image: GeneratedImage, generated: Generated, run: Run): Promise<JobEnd<SavedImage>> {
  const { form, parts, folder, call } = run;
  const recipe = recipeOf(image, generated, run);
  const { bytes } = writeRecipe(image.bytes, image.format, recipe, readMetadataMode(folder.uri));
  const stored = await store({ bytes, format: image.format, stem: stemOf(form) }, run);
  const { uri } = stored;
  try {
    await appendHistory(parts.context.globalStorageUri, {
      workspaceFolder: vscode.workspace.getWorkspaceFolder(uri)?.uri.toString() ?? '',
      uri: uri.toString(),
      sha256: await sha256Of(bytes),
      byteLength: bytes.byteLength,
      recipe,
    });
  } catch (error) {
    // The image is in the project; a history that cannot be written must not make it look lost.
    logError(parts.log, error);
  }
  call.saved();
  return { saved: [{ uri, recipe }], errors: stored.errors };
}

interface Stored {
  readonly uri: vscode.Uri;
  readonly errors: readonly unknown[];
}

/** An image that has arrived is paid for: where its folder no longer takes it, Easel's own storage keeps it. */
async function store(image: ImageToSave, { folder, parts }: Run): Promise<Stored> {
  try {
    return { uri: await saveImage(folder, image), errors: [] };
  } catch (error) {
    if (!(error instanceof EaselError)) {
      throw error;
    }
    const kept = vscode.Uri.joinPath(parts.context.globalStorageUri, 'kept');
    const uri = await saveImage({ uri: kept }, image).catch(() => Promise.reject(error));
    const details = { ...error.details, reason: 'keptElsewhere', keptAs: uri.fsPath };
    return { uri, errors: [new EaselError(error.kind, details, { cause: error })] };
  }
}

async function prepareReferences(
  { references }: GenerateForm,
  signal: AbortSignal,
): Promise<readonly PreparedReference[]> {
  const prepared: PreparedReference[] = [];
  for (const reference of references) {
    prepared.push(await prepareReference(reference, signal));
  }
  return prepared;
}

async function folderOf(target: Target, parts: Parts): Promise<vscode.Uri> {
  switch (target.kind) {
    case 'setting':
      return defaultFolder(parts);
    case 'folder':
      return target.uri;
    case 'beside':
      return vscode.Uri.joinPath(target.original, '..');
  }
}

function stemOf({ target, prompt }: GenerateForm): string {
  if (target.kind !== 'beside') {
    return slugOf(prompt);
  }
  const name = target.original.path.slice(target.original.path.lastIndexOf('/') + 1);
  return editNameOf(name.replace(/\.[^.]*$/u, ''));
}

function recipeOf(image: GeneratedImage, { requestId, modelText }: Generated, run: Run): Recipe {
  const { provider, model } = run.form.choice;
  const { width, height, format, differences, declaredMediaType } = image;
  return {
    version: 1,
    generator: 'Easel',
    date: new Date().toISOString(),
    prompt: run.form.prompt,
    providerId: provider.id,
    providerLabel: provider.label,
    modelId: model.id,
    modelLabel: model.label,
    options: run.form.options,
    references: run.references.map(({ uri, sha256, use }) => ({ path: recipePath(uri), sha256, use })),
    delivered: { width, height, format, ...(declaredMediaType !== undefined && { declaredMediaType }) },
    differences,
    ...(requestId !== undefined && { requestId }),
    ...(modelText !== undefined && { modelText }),
  };
}

/** A recipe names no absolute paths: outside the workspace only the file's name is left. */
function recipePath(uri: vscode.Uri): string {
  return isInWorkspace(uri) ? workspacePath(uri) : uri.path.slice(uri.path.lastIndexOf('/') + 1);
}
