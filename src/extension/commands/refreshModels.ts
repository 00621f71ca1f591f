import * as vscode from 'vscode';
import { isCancellation } from '../../core/model/cancellation';
import { apis } from '../../core/apis/table';
import type { Provider } from '../../core/model/provider';
import { describeError } from '../text/errorText';
import { storedKeyForRequest } from '../../app/keys/keyForRequest';
import { hasKey } from '../../app/keys/keyStore';
import { keepModels } from '../../app/providers/modelCache';
import type { Services } from '../ports/services';
import { sanitize } from '../text/plainText';
import { readProviders, refuseBrokenRow } from '../../app/providers/providerSettings';

/**
 * *Refresh Models*: asks the providers for their lists of models, the one that is named or all that can be asked
 * without asking the user. What fails leaves the list as it was.
 */
export async function refreshModels(parts: Services, providerId?: unknown): Promise<void> {
  const { t } = vscode.l10n;
  const wanted = readProviders(parts.settings).providers.filter(
    ({ id, api }) => apis[api].listModels && (typeof providerId !== 'string' || id === providerId),
  );
  const ready = await Promise.all(
    wanted.map(async (provider) => !provider.needsKey || (await hasKey(parts, provider))),
  );
  const providers = wanted.filter((_, index) => ready[index]);
  if (providers.length === 0) {
    await vscode.window.showInformationMessage(
      t('No provider has a list of models that can be asked for. Set its API key first.'),
    );
    return;
  }
  const outcomes = await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title: t('Refreshing the models…'), cancellable: true },
    async (_, token) => {
      const controller = new AbortController();
      token.onCancellationRequested(() => controller.abort());
      return Promise.all(providers.map((provider) => refresh(parts, provider, controller.signal)));
    },
  );
  parts.events.providersChanged();
  tell(outcomes.filter((outcome) => outcome !== undefined));
}

interface Outcome {
  readonly provider: Provider;
  readonly text: string;
  readonly isFailure: boolean;
}

/** `undefined` for a local server that is not running: most people have none, and none was asked for by name. */
async function refresh(
  parts: Services,
  provider: Provider,
  signal: AbortSignal,
): Promise<Outcome | undefined> {
  try {
    refuseBrokenRow(parts.settings, provider);
    const key = await storedKeyForRequest(parts, provider);
    const models = (await apis[provider.api].listModels?.({ provider, key, http: parts.http, signal })) ?? [];
    await keepModels(parts, provider, models);
    const text = models.length === 1 ? vscode.l10n.t('1 model') : vscode.l10n.t('{0} models', models.length);
    return { provider, text, isFailure: false };
  } catch (error) {
    if (isCancellation(error)) {
      return undefined;
    }
    parts.log.failure(error);
    return provider.needsKey ? { provider, text: describeError(error).message, isFailure: true } : undefined;
  }
}

/** Not awaited: the lists are there, whoever reads this. */
function tell(outcomes: readonly Outcome[]): void {
  const text = outcomes.map((outcome) => `${sanitize(outcome.provider.label)}: ${outcome.text}`).join(' · ');
  if (outcomes.some(({ isFailure }) => isFailure)) {
    void vscode.window.showWarningMessage(text);
  } else if (text !== '') {
    void vscode.window.showInformationMessage(text);
  }
}
