import { Declined } from '../../core/model/cancellation';
import { estimate, sumOfEstimates, type EstimateSum } from '../../core/spending/money';
import { priceOf } from '../../core/spending/prices';
import type { GenerateForm } from '../form/generateForm';
import { readAmounts } from '../project/settings';
import type { Settings } from '../ports';
import type { Services } from '../services';
import { currencyOf, refuseAboveLimit } from './monthlyLimit';
import { partialImagesFor } from './partialImages';

/** What all that the forms ask for will cost. */
export function estimateOfForms(settings: Settings, forms: readonly GenerateForm[]): EstimateSum {
  return sumOfEstimates(
    forms.map(({ choice, options, references, count }) =>
      estimate(priceOf(choice.provider, choice.model), {
        ...options,
        references: references.length,
        count,
        partialImages: partialImagesFor(settings, { ...options, count }, choice),
      }),
    ),
  );
}

/**
 * What one click will cost: refused above the limit of the month, and asked once above the amount that the user set.
 * @throws EaselError `invalidRequest` (`overLimit`); Declined where the user said no.
 */
export async function confirmSpending(forms: readonly GenerateForm[], services: Services): Promise<void> {
  await refuseSpending(forms, services);
  const { settings, questions } = services;
  const sum = estimateOfForms(settings, forms);
  const above = readAmounts(settings, 'confirmAbove');
  if (sum.amounts.some(({ currency, amount }) => amount > (above.get(currency) ?? Infinity))) {
    if (!(await questions.confirm({ kind: 'price', sum }))) {
      throw new Declined();
    }
  } else if (sum.unknown > 0) {
    await askAboutUnknown(forms, services);
  }
}

/**
 * Refuses what one click would spend above the limit of the month.
 * @throws EaselError `invalidRequest` (`overLimit`).
 */
export async function refuseSpending(forms: readonly GenerateForm[], services: Services): Promise<void> {
  const { amounts } = estimateOfForms(services.settings, forms);
  await refuseAboveLimit(services, { amounts, unknownIn: unknownCurrencies(services.settings, forms) });
}

function unknownCurrencies(settings: Settings, forms: readonly GenerateForm[]): readonly string[] {
  return formsOfUnknownPrice(settings, forms).flatMap(({ choice }) => {
    const price = priceOf(choice.provider, choice.model);
    return price === 'free' ? [] : [currencyOf(price)];
  });
}

function formsOfUnknownPrice(settings: Settings, forms: readonly GenerateForm[]): readonly GenerateForm[] {
  return forms.filter((form) => estimateOfForms(settings, [form]).unknown > 0);
}

/** Only who wants to know of money is asked, and once in a window. */
async function askAboutUnknown(
  forms: readonly GenerateForm[],
  { settings, questions, session }: Services,
): Promise<void> {
  const isWanted =
    readAmounts(settings, 'confirmAbove').size + readAmounts(settings, 'monthlyLimit').size > 0;
  if (!isWanted || session.isUnknownPriceAccepted) {
    return;
  }
  const models = new Set(formsOfUnknownPrice(settings, forms).map(({ choice }) => choice.model.label));
  if (!(await questions.confirm({ kind: 'unknownPrice', models: Array.from(models) }))) {
    throw new Declined();
  }
  session.isUnknownPriceAccepted = true;
}
