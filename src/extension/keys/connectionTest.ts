import * as vscode from 'vscode';
import { isCancellation } from '../../core/model/cancellation';
import { apis } from '../../core/apis/table';
import { EaselError } from '../../core/model/errors';
import type { Provider } from '../../core/model/provider';
import { describeError } from '../text/errorText';
import type { Services } from '../../app/services';
import { refuseBlocked } from '../../app/providers/providerSettings';
import { sanitize } from '../text/plainText';

const { t } = vscode.l10n;

export interface ConnectionResult {
  /** `unclear`: there was an answer that says nothing of the key, or no answer at all. */
  readonly kind: 'good' | 'refused' | 'unclear';
  /** Safe for notifications. */
  readonly text: string;
}

/** Asks the provider for something that costs nothing. The user sees it and can cancel it. */
export async function testConnection(
  parts: Services,
  provider: Provider,
  key: string,
): Promise<ConnectionResult> {
  const title = t('Asking {0} for something that costs nothing…', hostOf(provider));
  return vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title, cancellable: true },
    async (_, token) => {
      const controller = new AbortController();
      token.onCancellationRequested(() => controller.abort());
      return ask(parts, { provider, key, signal: controller.signal });
    },
  );
}

interface Question {
  readonly provider: Provider;
  readonly key: string;
  readonly signal: AbortSignal;
}

async function ask({ http, log, settings }: Services, question: Question): Promise<ConnectionResult> {
  const { provider } = question;
  const host = hostOf(provider);
  try {
    refuseBlocked(settings, provider);
    await apis[provider.api].checkKey?.({ ...question, http });
    const text = provider.needsKey ? t('{0} answered and took the key.', host) : t('{0} answered.', host);
    return { kind: 'good', text };
  } catch (error) {
    if (isCancellation(error)) {
      return { kind: 'unclear', text: t('The test was cancelled.') };
    }
    log.failure(error);
    return { kind: isRefused(error) ? 'refused' : 'unclear', text: failureText(error, host) };
  }
}

function isRefused(error: unknown): boolean {
  return error instanceof EaselError && error.kind === 'unauthorized';
}

/** Not every gateway has the list that is asked for, and makes images all the same. */
function failureText(error: unknown, host: string): string {
  const isMissing = error instanceof EaselError && error.details.status === 404;
  return isMissing
    ? t(
        '{0} answered, but it has nothing there that Easel could ask without paying. Check the address.',
        host,
      )
    : describeError(error).message;
}

function hostOf({ baseUrl }: Provider): string {
  return sanitize(new URL(baseUrl).host);
}
