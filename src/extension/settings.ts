import * as vscode from 'vscode';
import * as z from 'zod';
import { EaselError } from '../core/errors';
import type { Provider } from '../core/provider';
import type { MetadataMode } from '../core/image/metadata/writeRecipe';
import { builtInProviders } from '../core/providers';

const metadataModes = ['full', 'label', 'none'] as const;

/** A row of `easel.providers`: what it names replaces that part of the built-in row. */
const providerRow = z.strictObject({
  id: z.enum(builtInProviders.map(({ id }) => id)),
  baseUrl: z
    .url({ protocol: /^https?$/u, abort: true })
    .refine(isBare, {
      error: () =>
        vscode.l10n.t('no user, password, query or fragment; keys are set by “Easel: Set API Key”'),
    })
    .optional(),
  label: z.string().min(1).max(60).optional(),
  resultHosts: z.array(z.string().refine(isHost)).max(20).optional(),
  maxRequestBytes: z.int().min(1).optional(),
  streaming: z.boolean().optional(),
  parallelJobs: z.int().min(1).max(100).optional(),
  models: z
    .array(z.strictObject({ id: z.string().min(1).max(200), label: z.string().min(1).max(60).optional() }))
    .max(100)
    .optional(),
});

/** Paths are put behind it, and it is shown to the person: a key in it would be in sight, and sent nowhere. */
function isBare(text: string): boolean {
  const { username, password, search, hash } = new URL(text);
  return [username, password, search, hash].every((part) => part === '');
}

/** A host as it stands in a URL, with its port or without: no scheme, no path, no pattern. */
function isHost(text: string): boolean {
  return URL.canParse(`http://${text}/`) && new URL(`http://${text}/`).host === text.toLowerCase();
}

type ProviderRow = z.infer<typeof providerRow>;

export interface ProviderTable {
  readonly providers: readonly [Provider, ...Provider[]];
  /** What is wrong with the setting, for each row that was left out. */
  readonly problems: readonly RowProblem[];
}

export interface RowProblem {
  /** The id as it stands in the row, where it is one. */
  readonly providerId: string | undefined;
  readonly text: string;
}

/** The built-in table with the person's changes. A broken row is left out and named, the others hold. */
export function readProviders(): ProviderTable {
  const rows = configuration().get<unknown>('providers');
  const list: readonly unknown[] = Array.isArray(rows) ? rows : [];
  const parsed = list.map((row) => providerRow.safeParse(row));
  const problems = parsed.flatMap((result, index) =>
    result.success ? [] : [describeProblem({ index, row: list[index], error: result.error })],
  );
  const good = parsed.flatMap((result) => (result.success ? [result.data] : []));
  const [first, ...rest] = builtInProviders;
  const change = (provider: Provider): Provider =>
    good.filter(({ id }) => id === provider.id).reduce(withRow, provider);
  return { providers: [change(first), ...rest.map((provider) => change(provider))], problems };
}

/**
 * A row that cannot be read might have named another address, so nothing goes to the built-in one in its stead.
 * @throws EaselError `invalidRequest`.
 */
export function refuseBrokenRow({ id }: Provider): void {
  const problem = readProviders().problems.find(({ providerId }) => providerId === id);
  if (problem) {
    throw new EaselError('invalidRequest', { problem: { problem: 'brokenSetting', text: problem.text } });
  }
}

/** Folder for new images as the person wrote it, for a file of that workspace folder. */
export function readOutputFolder(scope: vscode.Uri | undefined): string {
  return configuration(scope).get<string>('outputFolder') ?? 'images';
}

export function readMetadataMode(scope: vscode.Uri | undefined): MetadataMode {
  const mode = configuration(scope).get<string>('metadata');
  return metadataModes.find((each) => each === mode) ?? 'full';
}

export function readIncludeThoughts(): boolean {
  return configuration().get<boolean>('includeThoughts') === true;
}

/** VS Code itself leaves out a workspace's values in Restricted Mode: see `restrictedConfigurations` in the manifest. */
function configuration(scope?: vscode.Uri): vscode.WorkspaceConfiguration {
  return vscode.workspace.getConfiguration('easel', scope);
}

function withRow(provider: Provider, row: ProviderRow): Provider {
  const { baseUrl, label, resultHosts, maxRequestBytes, streaming, parallelJobs, models = [] } = row;
  const added = models.map((model) => {
    const known = provider.models.find(({ id }) => id === model.id);
    return {
      capabilities: provider.unknownModel,
      ...known,
      id: model.id,
      label: model.label ?? known?.label ?? model.id,
    };
  });
  const [first, ...rest] = provider.models;
  const kept = (model: Provider['models'][0]): Provider['models'][0] =>
    added.find(({ id }) => id === model.id) ?? model;
  return {
    ...provider,
    baseUrl: (baseUrl ?? provider.baseUrl).replace(/\/+$/u, ''),
    label: label ?? provider.label,
    ...(maxRequestBytes !== undefined && { maxRequestBytes }),
    ...(streaming !== undefined && { streaming }),
    ...(resultHosts && { resultHosts: resultHosts.map((host) => host.toLowerCase()) }),
    ...(parallelJobs !== undefined && { parallelJobs }),
    models: [
      kept(first),
      ...rest.map((model) => kept(model)),
      ...added.filter(({ id }) => provider.models.every((model) => model.id !== id)),
    ],
  };
}

function describeProblem({
  index,
  row,
  error,
}: {
  readonly index: number;
  readonly row: unknown;
  readonly error: z.ZodError;
}): RowProblem {
  const issues = error.issues.map(({ path, message }) => `${['', ...path].join('.')}: ${message}`);
  const { data } = z.object({ id: z.string() }).safeParse(row);
  return { providerId: data?.id, text: `easel.providers[${index}]${issues.join('; ')}` };
}
