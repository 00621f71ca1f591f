import * as vscode from 'vscode';
import { findModel } from '../../core/providers';
import { hasKey } from '../keys';
import { chooseModel, currentModel, type ModelChoice } from '../modelChoice';
import type { Parts } from '../parts';
import { plain } from '../plainText';
import { readProviders } from '../settings';

interface ModelItem extends vscode.QuickPickItem {
  readonly choose?: () => Promise<ModelChoice | undefined>;
}

/** *Select Model*: every model of every provider, and a free id for those that came after this release. */
export async function selectModel(parts: Parts): Promise<void> {
  const { providers, problems } = readProviders();
  if (problems.length > 0) {
    void vscode.window.showWarningMessage(
      vscode.l10n.t('A row of the settings was left out: {0}', plain(problems.join('; '))),
    );
  }
  const current = currentModel(parts);
  const items: ModelItem[] = [];
  for (const provider of providers) {
    const ready = await hasKey(parts, provider);
    items.push({ label: provider.label, kind: vscode.QuickPickItemKind.Separator });
    for (const model of provider.models) {
      items.push(modelItem({ provider, model }, { ready, current }));
    }
    if (provider.needsKey) {
      items.push({
        label: vscode.l10n.t('Another model of {0}…', plain(provider.label)),
        alwaysShow: true,
        choose: () => askForModelId(provider),
      });
    }
  }
  const picked = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('Easel: Select Model'),
    placeHolder: vscode.l10n.t('Model for the next images'),
    matchOnDescription: true,
    matchOnDetail: true,
  });
  const choice = await picked?.choose?.();
  if (choice) {
    await chooseModel(parts, choice);
  }
}

function modelItem(
  choice: ModelChoice,
  { ready, current }: { readonly ready: boolean; readonly current: ModelChoice },
): ModelItem {
  const { provider, model } = choice;
  const isCurrent = provider.id === current.provider.id && model.id === current.model.id;
  return {
    label: isCurrent ? `$(check) ${plain(model.label)}` : plain(model.label),
    description: model.id === model.label ? '' : plain(model.id),
    detail: describeModel(choice, ready),
    choose: () => Promise.resolve(choice),
  };
}

function describeModel({ provider, model }: ModelChoice, ready: boolean): string {
  const { size, maxReferences } = model.capabilities;
  const facts = [
    ...(size.offered === 'any' ? [] : [size.offered.join(', ')]),
    vscode.l10n.t('up to {0} references', maxReferences),
    ...(provider.needsKey ? [] : [vscode.l10n.t('offline, no key')]),
    ...(ready ? [] : [vscode.l10n.t('needs an API key')]),
  ];
  return facts.join(' · ');
}

async function askForModelId(provider: ModelChoice['provider']): Promise<ModelChoice | undefined> {
  const modelId = await vscode.window.showInputBox({
    title: vscode.l10n.t('Easel: Another Model of {0}', provider.label),
    prompt: vscode.l10n.t('The id goes to the provider as it is.'),
    placeHolder: provider.models[0].id,
    ignoreFocusOut: true,
  });
  const trimmed = modelId?.trim() ?? '';
  return trimmed === '' ? undefined : { provider, model: findModel(provider, trimmed) };
}
