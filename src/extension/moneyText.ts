import * as vscode from 'vscode';
import { sumByCurrency, type Cost, type EstimateSum, type Money } from '../core/money';

const { t } = vscode.l10n;

/** Such as `$0.134` or `120 imini credits`. */
export function moneyText({ currency, amount }: Money): string {
  // A cent is much for an image; of larger sums nobody wants fractions of one.
  const maximumFractionDigits = amount < 1 ? 4 : 2;
  const language = vscode.env.language;
  if (/^[A-Z]{3}$/u.test(currency)) {
    try {
      return new Intl.NumberFormat(language, {
        style: 'currency',
        currency,
        minimumFractionDigits: 2,
        maximumFractionDigits,
      }).format(amount);
    } catch {
      // No currency that Intl knows.
    }
  }
  return `${new Intl.NumberFormat(language, { maximumFractionDigits }).format(amount)} ${currency}`;
}

/** Such as `about $0.134`, or `$0.04` where the provider itself has said it. */
export function costText(cost: Cost): string {
  const money = moneyText(cost);
  return cost.isApproximate ? t('about {0}', money) : money;
}

/** The sum of several, for each currency; empty where nothing is known. */
export function costsText(costs: readonly Cost[]): string {
  return sumByCurrency(costs)
    .map((sum) => {
      const isApproximate = costs.some((each) => each.currency === sum.currency && each.isApproximate);
      return costText({ ...sum, isApproximate });
    })
    .join(' + ');
}

/** What something will cost, as far as that is known. */
export function estimateText({ amounts, unknown }: EstimateSum): string {
  const known = amounts.map((amount) => moneyText(amount)).join(' + ');
  if (amounts.length === 0) {
    return unknown > 0 ? t('price unknown') : t('free');
  }
  return unknown > 0 ? t('about {0}, and more of unknown price', known) : t('about {0}', known);
}
