import * as vscode from 'vscode';
import { pickOne } from '../platform/quickInput';
import { readSpending, spendingMonths, totalsOf, type SpendingTotal } from '../../core/spending/spending';
import { costText } from '../text/moneyText';
import type { Services } from '../ports/services';
import { sanitize } from '../text/plainText';

interface SpendingItem extends vscode.QuickPickItem {
  readonly run?: () => unknown;
}

/** *Show Spending*: what each provider has cost, month by month; currencies stand side by side. */
export async function showSpending({ storage }: Services): Promise<void> {
  const directory = storage.folder;
  const items: SpendingItem[] = [];
  for (const month of await spendingMonths(directory)) {
    const lines = await linesOf(directory, month);
    if (lines.length > 0) {
      items.push({ label: monthName(month), kind: vscode.QuickPickItemKind.Separator }, ...lines);
    }
  }
  if (items.length === 0) {
    await vscode.window.showInformationMessage(vscode.l10n.t('Nothing was spent yet.'));
    return;
  }
  const picked = await pickOne(
    [
      ...items,
      { label: '', kind: vscode.QuickPickItemKind.Separator },
      {
        label: `$(gear) ${vscode.l10n.t('Limits…')}`,
        run: () => vscode.commands.executeCommand('workbench.action.openSettings', 'easel.monthlyLimit'),
      },
    ],
    {
      title: vscode.l10n.t('Easel: Spending'),
      placeHolder: vscode.l10n.t("By the answers of the providers, else by Easel's own list of prices"),
      matchOnDescription: true,
      matchOnDetail: true,
      ignoreFocusOut: true,
    },
  );
  await picked?.run?.();
}

async function linesOf(directory: string, month: string): Promise<readonly SpendingItem[]> {
  const calls = await readSpending(directory, month).catch(() => undefined);
  return calls
    ? totalsOf(calls).map((total) => spendingItem(total, month))
    : [{ label: vscode.l10n.t('What was spent in {0} cannot be read.', monthName(month)) }];
}

/** The month stands in each line as well: a screen reader does not read separators. */
function spendingItem(
  { providerLabel, amounts, calls, unknown }: SpendingTotal,
  month: string,
): SpendingItem {
  const { t } = vscode.l10n;
  const sum = amounts.map((amount) => costText(amount)).join(' + ');
  const counted =
    calls === 1 ? t('{0}: 1 call', monthName(month)) : t('{0}: {1} calls', monthName(month), calls);
  return {
    label: sanitize(providerLabel),
    description: sanitize(sum === '' ? t('price unknown') : sum),
    detail: unknown > 0 ? t('{0}, {1} of unknown price', counted, unknown) : counted,
  };
}

function monthName(month: string): string {
  const [year = 0, number = 1] = month.split('-').map(Number);
  const options = { year: 'numeric', month: 'long' } as const;
  return new Intl.DateTimeFormat(vscode.env.language, options).format(new Date(year, number - 1));
}
