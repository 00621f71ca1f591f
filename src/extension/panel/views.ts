import * as vscode from 'vscode';
import { formatFacts } from '../../core/image/format';
import { isTooLargeToShow } from '../../core/image/pixels';
import type { JobView, PanelForm, ProviderView, ReferenceView, ResultView } from '../../messages/views';
import { withDefaults } from '../../core/request';
import { actionLabels, describeError } from '../errorText';
import { recentHistory, type HistoryEntry } from '../history';
import type { Job } from '../job';
import {
  describeDifferences,
  describeEnd,
  describeImage,
  describeStep,
  modelName,
  tooLargeToShow,
} from '../jobText';
import { hasKey } from '../keys';
import { currentModel, lastOptions, offeredModels } from '../modelChoice';
import type { Parts } from '../parts';
import { readImageFacts } from '../references';
import { readProviders } from '../settings';
import { workspacePath } from '../workspacePaths';

/** What the page shows, made from what the host knows. */

export async function providerViews(parts: Parts): Promise<readonly ProviderView[]> {
  const current = currentModel(parts);
  return Promise.all(
    readProviders().providers.map(async (provider) => ({
      id: provider.id,
      label: provider.label,
      ready: await hasKey(parts, provider),
      models: offeredModels(provider, current).map(({ id, label, capabilities }) => ({
        id,
        label,
        capabilities,
      })),
    })),
  );
}

/** The form of someone who opens the panel for the first time: the model and options that were used last. */
export function freshForm(parts: Parts): PanelForm {
  const { provider, model } = currentModel(parts);
  return {
    prompt: '',
    references: [],
    providerId: provider.id,
    modelId: model.id,
    ...withDefaults(lastOptions(parts), model.capabilities),
    count: 1,
    folder: '',
    presets: [],
    styleFile: true,
  };
}

export async function referenceView(uri: vscode.Uri, webview: vscode.Webview): Promise<ReferenceView> {
  const view = { uri: uri.toString(), name: workspacePath(uri) };
  try {
    const facts = await readImageFacts(uri);
    const isHuge = isTooLargeToShow({ width: facts.width ?? 0, height: facts.height ?? 0 });
    return {
      ...view,
      source: isHuge ? '' : await imageSource(uri, webview),
      facts: describeImage(facts),
      format: formatFacts[facts.format].label,
    };
  } catch (error) {
    return { ...view, source: '', facts: '', format: '', problem: describeError(error).message };
  }
}

export function jobView(job: Job): JobView {
  const { id, prompt, model, state, startedAt, place } = job;
  const view = { id, prompt, model, state, startedAt, place };
  if (state === 'running' || state === 'queued') {
    return { ...view, message: describeStep(job), detail: '', mayBeBilled: job.sent, actions: [] };
  }
  const { actions, ...words } = describeEnd(job);
  return {
    ...view,
    ...words,
    actions: actions.map((action) => ({ id: action, label: actionLabels[action]() })),
  };
}

/** Newest first: the images of this workspace that are still there. */
export async function resultViews(
  { context }: Parts,
  webview: vscode.Webview,
): Promise<readonly ResultView[]> {
  const entries = await recentHistory(context.globalStorageUri, 48);
  const views = await Promise.all(entries.map((entry) => resultView(entry, webview)));
  return views.filter((view) => view !== undefined);
}

async function resultView(entry: HistoryEntry, webview: vscode.Webview): Promise<ResultView | undefined> {
  const uri = vscode.Uri.parse(entry.uri);
  const { prompt, delivered, differences, providerLabel, modelLabel, modelId } = entry.recipe;
  const isHuge = isTooLargeToShow(delivered);
  try {
    const facts = describeImage({ ...delivered, byteLength: entry.byteLength });
    const source = await imageSource(uri, webview);
    return {
      uri: entry.uri,
      name: workspacePath(uri),
      source: isHuge ? '' : source,
      prompt,
      facts: `${facts} · ${modelName(providerLabel, modelLabel ?? modelId)}`,
      difference: [describeDifferences(differences), isHuge ? tooLargeToShow(delivered) : '']
        .filter((text) => text !== '')
        .join(' '),
    };
  } catch {
    // The file is gone.
    return undefined;
  }
}

/** With the file's time, so that the page never shows an older picture from its cache. */
export async function imageSource(uri: vscode.Uri, webview: vscode.Webview): Promise<string> {
  const { mtime } = await vscode.workspace.fs.stat(uri);
  return webview
    .asWebviewUri(uri)
    .with({ query: `version=${mtime}` })
    .toString();
}
