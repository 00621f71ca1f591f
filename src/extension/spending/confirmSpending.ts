import * as vscode from 'vscode';
import { estimate, sumOfEstimates, type EstimateSum } from '../../core/spending/money';
import { priceOf } from '../../core/spending/prices';
import type { GenerateForm } from '../form/generateForm';
import { estimateText } from '../text/moneyText';
import { currencyOf, readAmounts, refuseAboveLimit } from './monthlyLimit';
import { partialImagesFor } from './partialImages';
import type { Services } from '../platform/services';
import { sanitize } from '../text/plainText';

/** What all that the forms ask for will cost. */
export function estimateOfForms(forms: readonly GenerateForm[]): EstimateSum {
  return sumOfEstimates(
    forms.map(({ choice, options, references, count }) =>
      estimate(priceOf(choice.provider, choice.model), {
        ...options,
        references: references.length,
        count,
        partialImages: partialImagesFor({ ...options, count }, choice),
      }),
    ),
  );
}

/**
 * What one click will cost: refused above the limit of the month, and asked once above the amount that the user set.
 * @throws EaselError `invalidRequest` (`overLimit`); vscode.CancellationError where the user said no.
 */
export async function confirmSpending(
  forms: readonly GenerateForm[],
  parts: Services,
  { isAsked = false }: { readonly isAsked?: boolean } = {},
): Promise<void> {
  const sum = estimateOfForms(forms);
  await refuseAboveLimit(parts, { amounts: sum.amounts, unknownIn: unknownCurrencies(forms) });
  if (isAsked) {
    return;
  }
  const above = readAmounts('confirmAbove');
  if (sum.amounts.some(({ currency, amount }) => amount > (above.get(currency) ?? Infinity))) {
    await ask(vscode.l10n.t('Generate for {0}?', sanitize(estimateText(sum))));
  } else if (sum.unknown > 0) {
    await askAboutUnknown(forms, parts);
  }
}

function unknownCurrencies(forms: readonly GenerateForm[]): readonly string[] {
  return formsOfUnknownPrice(forms).flatMap(({ choice }) => {
    const price = priceOf(choice.provider, choice.model);
    return price === 'free' ? [] : [currencyOf(price)];
  });
}

function formsOfUnknownPrice(forms: readonly GenerateForm[]): readonly GenerateForm[] {
  return forms.filter((form) => estimateOfForms([form]).unknown > 0);
}

const askedAboutUnknown = new WeakSet<vscode.ExtensionContext>();

/** Only who wants to know of money is asked, and once in a window. */
async function askAboutUnknown(forms: readonly GenerateForm[], { context }: Services): Promise<void> {
  const isWanted = readAmounts('confirmAbove').size + readAmounts('monthlyLimit').size > 0;
  if (!isWanted || askedAboutUnknown.has(context)) {
    return;
  }
  const names = new Set(formsOfUnknownPrice(forms).map(({ choice }) => choice.model.label));
  await ask(
    vscode.l10n.t(
      'The price of {0} is unknown. Generate all the same?',
      sanitize(Array.from(names).join(', ')),
    ),
    vscode.l10n.t(
      'Easel asks once in each window. It counts against easel.monthlyLimit only where the answer says what it cost.',
    ),
  );
  askedAboutUnknown.add(context);
}

/** @throws vscode.CancellationError where the user said no. */
async function ask(question: string, detail?: string): Promise<void> {
  const generate = vscode.l10n.t('Generate');
  const options = { modal: true, ...(detail !== undefined && { detail }) };
  if ((await vscode.window.showWarningMessage(question, options, generate)) !== generate) {
    throw new vscode.CancellationError();
  }
}
