import * as vscode from 'vscode';
import { askForText, openPick } from '../platform/quickInput';
import { findModel } from '../../core/providers/table';
import { hasKey } from '../../app/keys/keyStore';
import { chooseModel, currentModel, offeredModels, type ModelChoice } from '../../app/providers/modelChoice';
import type { Services } from '../ports/services';
import { sanitize } from '../text/plainText';
import { getDeprecationOfChoice, deprecationText } from '../text/deprecationText';
import { leftOutText } from '../text/settingProblem';
import { readProviders } from '../../app/providers/providerSettings';
import { offeredFor } from './offeredModelItems';
import { refreshModels } from './refreshModels';

interface ModelItem extends vscode.QuickPickItem {
  readonly isCurrent?: boolean;
  /** Asks for an id that is in no list. */
  readonly isForUnknown?: boolean;
  readonly choose?: () => Promise<ModelChoice | undefined>;
}

/** *Select Model*: every model of every provider, and a free id for those that came after this release. */
export async function selectModel(parts: Services): Promise<void> {
  const { providers, problems } = readProviders(parts.settings);
  const [problem, ...others] = problems;
  if (problem) {
    void vscode.window.showWarningMessage(leftOutText([problem, ...others]));
  }
  const current = currentModel(parts);
  const items: ModelItem[] = [];
  for (const provider of providers) {
    const ready = await hasKey(parts, provider);
    items.push({ label: provider.label, kind: vscode.QuickPickItemKind.Separator });
    for (const model of offeredModels(parts, provider, current)) {
      items.push(modelItem({ provider, model }, { parts, ready, current }));
    }
    // The placeholder is no model that there could be another of.
    if (provider.api !== 'placeholder') {
      items.push({
        label: vscode.l10n.t('Another model of {0}…', sanitize(provider.label)),
        isForUnknown: true,
        choose: () => askForModelId(provider),
      });
    }
  }
  items.push(...addProviderItems(parts));
  const picked = await showModels(items);
  if (picked === 'refresh') {
    await refreshModels(parts);
    await selectModel(parts);
    return;
  }
  const choice = await picked?.choose?.();
  if (choice) {
    await chooseModel(parts, choice);
  }
}

function addProviderItems(parts: Services): readonly ModelItem[] {
  return [
    { label: '', kind: vscode.QuickPickItemKind.Separator },
    {
      label: vscode.l10n.t('Add Provider…'),
      alwaysShow: true,
      // It selects the model itself.
      choose: async () => {
        await (await import('./addProvider')).addProvider(parts);
        return undefined;
      },
    },
  ];
}

/** The current model is the active one, so that Enter at once changes nothing. */
async function showModels(items: readonly ModelItem[]): Promise<ModelItem | 'refresh' | undefined> {
  const pick = openPick<ModelItem>();
  pick.title = vscode.l10n.t('Easel: Select Model');
  pick.placeholder = vscode.l10n.t('Model for the next images');
  pick.matchOnDescription = true;
  pick.matchOnDetail = true;
  pick.items = items;
  pick.onDidChangeValue((typed) => {
    const shown = offeredFor(items, typed);
    if (shown.some((item, index) => item.alwaysShow !== pick.items[index]?.alwaysShow)) {
      pick.items = shown;
    }
  });
  pick.activeItems = items.filter(({ isCurrent }) => isCurrent);
  pick.buttons = [{ iconPath: new vscode.ThemeIcon('refresh'), tooltip: vscode.l10n.t('Refresh Models') }];
  const picked = await new Promise<ModelItem | 'refresh' | undefined>((resolve) => {
    pick.onDidTriggerButton(() => resolve('refresh'));
    pick.onDidAccept(() => resolve(pick.activeItems[0]));
    pick.onDidHide(() => resolve(undefined));
    pick.show();
  });
  pick.dispose();
  return picked;
}

interface ItemContext {
  readonly parts: Services;
  readonly ready: boolean;
  readonly current: ModelChoice;
}

function modelItem(choice: ModelChoice, { parts, ready, current }: ItemContext): ModelItem {
  const { provider, model } = choice;
  const retirement = getDeprecationOfChoice(parts, choice);
  const isCurrent = provider.id === current.provider.id && model.id === current.model.id;
  return {
    isCurrent,
    label: isCurrent ? `$(check) ${sanitize(model.label)}` : sanitize(model.label),
    description: describeOrigin(choice),
    detail: retirement
      ? `$(warning) ${sanitize(deprecationText(choice, retirement))}`
      : describeModel(choice, ready),
    choose: () => Promise.resolve(choice),
  };
}

/** In every line, since the headings go while something is typed; what is typed finds it, too. */
function describeOrigin({ provider, model }: ModelChoice): string {
  const facts = [provider.label, model.id].filter((text) => text !== model.label);
  return facts.map((text) => sanitize(text)).join(' · ');
}

function describeModel({ provider, model }: ModelChoice, ready: boolean): string {
  const { size, maxReferences } = model.capabilities;
  const facts = [
    ...(size.offered === 'any' ? [] : [size.offered.join(', ')]),
    describeReferences(maxReferences),
    ...(provider.api === 'placeholder' ? [vscode.l10n.t('offline, no key')] : []),
    ...(model.untested === true ? [vscode.l10n.t('untested')] : []),
    ...(ready ? [] : [vscode.l10n.t('needs an API key')]),
  ];
  return facts.join(' · ');
}

function describeReferences(most: number): string {
  if (most === 0) {
    return vscode.l10n.t('no references');
  }
  return most === 1 ? vscode.l10n.t('up to 1 reference') : vscode.l10n.t('up to {0} references', most);
}

async function askForModelId(provider: ModelChoice['provider']): Promise<ModelChoice | undefined> {
  const modelId = await askForText({
    title: vscode.l10n.t('Easel: Another Model of {0}', provider.label),
    prompt: vscode.l10n.t('The id goes to the provider as it is.'),
    placeHolder: provider.models[0].id,
    ignoreFocusOut: true,
  });
  const trimmed = modelId?.trim() ?? '';
  return trimmed === '' ? undefined : { provider, model: findModel(provider, trimmed) };
}
