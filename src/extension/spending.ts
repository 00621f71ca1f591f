import * as vscode from 'vscode';
import { EaselError } from '../core/errors';
import type { Generated } from '../core/generate';
import type { PaidCall } from '../core/journal/rowState';
import {
  costOf,
  estimate,
  sumByCurrency,
  sumOfEstimates,
  type Cost,
  type EstimateSum,
  type ModelPrice,
  type Money,
  type PricedRequest,
  type Usage,
} from '../core/money';
import { priceOf } from '../core/prices';
import type { ImageRequest, RequestProblem } from '../core/request';
import { appendSpending, monthOf, newSpentId, readSpending, type SpentCall } from '../core/spending';
import type { GenerateForm } from './generateForm';
import { logError } from './logError';
import type { ModelChoice } from './modelChoice';
import { estimateText } from './moneyText';
import { partialImagesFor } from './partialImages';
import type { Parts } from './parts';
import { plain } from './plainText';

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
 * What one click will cost: refused above the limit of the month, and asked once above the amount that the person set.
 * @throws EaselError `invalidRequest` (`overLimit`); vscode.CancellationError where the person said no.
 */
export async function confirmSpending(
  forms: readonly GenerateForm[],
  parts: Parts,
  { isAsked = false }: { readonly isAsked?: boolean } = {},
): Promise<void> {
  const sum = estimateOfForms(forms);
  await refuseAboveLimit(parts, { amounts: sum.amounts, unknownIn: unknownCurrencies(forms) });
  if (isAsked) {
    return;
  }
  const above = readAmounts('confirmAbove');
  if (sum.amounts.some(({ currency, amount }) => amount > (above.get(currency) ?? Infinity))) {
    await ask(vscode.l10n.t('Generate for {0}?', plain(estimateText(sum))));
  } else if (sum.unknown > 0) {
    await askAboutUnknown(forms, parts);
  }
}

/**
 * Writes the calls down before they are sent: where several jobs begin at once, each sees what the others will cost.
 * @returns for each call the id that `trackSpending` finds it by; none for what costs nothing.
 * @throws EaselError `invalidRequest` (`overLimit`), `cannotSave` (reason `journal`); nothing must be sent then.
 */
export async function beginSpending(
  calls: readonly ImageRequest[],
  choice: ModelChoice,
  parts: Parts,
): Promise<readonly string[]> {
  const { provider, model } = choice;
  const price = priceOf(provider, model);
  if (price === 'free') {
    return [];
  }
  const begun = calls.map(({ size, quality, references, count, conversation = [] }) => ({
    id: newSpentId(Date.now()),
    providerId: provider.id,
    providerLabel: provider.label,
    modelId: model.id,
    cost:
      costOf(price, {
        ...{ size, quality, count, references: references.length + conversation.length },
        partialImages: partialImagesFor({ count, quality }, choice),
      }) ?? null,
  }));
  // One after the other, or jobs that begin together would each refuse for the others' sake.
  const turn = lastBegun.then(() => writeDown(begun, currencyOf(price), parts));
  lastBegun = turn.catch(() => undefined);
  await turn;
  return begun.map(({ id }) => id);
}

let lastBegun: Promise<unknown> = Promise.resolve();

/** Written before it is compared with the limit, so that other windows see it when they compare. */
async function writeDown(begun: readonly SpentCall[], currency: string, parts: Parts): Promise<void> {
  await write(parts, begun);
  try {
    await refuseAboveLimit(parts, {
      amounts: sumByCurrency(begun.flatMap(({ cost }) => cost ?? [])),
      unknownIn: begun.some(({ cost }) => cost === null) ? [currency] : [],
      isWrittenDown: true,
    });
  } catch (error) {
    await quietly(parts, ...begun.map(({ id }) => ({ id, isVoid: true }) as const));
    throw error;
  }
}

/** The call was never made. */
export async function voidSpending(parts: Parts, id: string | undefined): Promise<void> {
  if (id !== undefined) {
    await quietly(parts, { id, isVoid: true });
  }
}

export interface TrackedCall {
  readonly call: PaidCall;
  readonly choice: ModelChoice;
  /** The request has left, and was not put off. */
  readonly isSent: () => boolean;
  readonly hasTask: () => boolean;
}

/** Writes down what the call has cost when it is over. What may have been billed stays as it was estimated. */
export async function trackSpending(
  parts: Parts,
  tracked: TrackedCall,
  work: () => Promise<Generated>,
): Promise<Generated> {
  const { call, choice } = tracked;
  const id = call.spentId;
  if (id === undefined) {
    return work();
  }
  const { provider, model } = choice;
  try {
    const generated = await work();
    const facts = { id, providerId: provider.id, providerLabel: provider.label, modelId: model.id };
    await quietly(parts, { ...facts, cost: costOfCall(call, choice, generated.usage) ?? null });
    return generated;
  } catch (error) {
    if (!mayBeBilled(error, tracked)) {
      await voidSpending(parts, id);
    }
    throw error;
  }
}

/** What a call has cost, by what its answer says or else by the table. */
export function costOfCall(
  { options, references, count, continued }: PaidCall,
  choice: ModelChoice,
  usage: Usage | undefined,
): Cost | undefined {
  const { size, quality } = options;
  const request: PricedRequest = {
    ...{ size, quality, count, references: references.length + (continued ? 1 : 0) },
    partialImages: partialImagesFor({ count, quality }, choice),
  };
  return costOf(priceOf(choice.provider, choice.model), request, usage);
}

function mayBeBilled(error: unknown, { isSent, hasTask }: TrackedCall): boolean {
  return hasTask() || (error instanceof EaselError ? error.details.maybeBilled === true : isSent());
}

interface ToSpend {
  readonly amounts: readonly Money[];
  /** Currencies of what has no known price: only its answer may say what it has cost. */
  readonly unknownIn: readonly string[];
  /** Among what was spent already. */
  readonly isWrittenDown?: boolean;
}

async function refuseAboveLimit(
  parts: Parts,
  { amounts, unknownIn, isWrittenDown = false }: ToSpend,
): Promise<void> {
  const limits = readAmounts('monthlyLimit');
  if (![...unknownIn, ...amounts.map(({ currency }) => currency)].some((currency) => limits.has(currency))) {
    return;
  }
  const calls = await readSpending(parts.context.globalStorageUri.fsPath, monthOf(Date.now()));
  const spent = sumByCurrency(calls.flatMap(({ cost }) => cost ?? []));
  const spentIn = (currency: string): number => spent.find((sum) => sum.currency === currency)?.amount ?? 0;
  for (const { currency, amount } of amounts) {
    const before = spentIn(currency) - (isWrittenDown ? amount : 0);
    const limit = limits.get(currency) ?? Infinity;
    if (before + amount > limit + smallest) {
      throw overLimit({ currency, spent: before, estimate: amount, limit });
    }
  }
  for (const currency of unknownIn) {
    const limit = limits.get(currency) ?? Infinity;
    if (spentIn(currency) >= limit - smallest) {
      throw overLimit({ currency, spent: spentIn(currency), estimate: 0, limit });
    }
  }
}

function overLimit(facts: Omit<Extract<RequestProblem, { problem: 'overLimit' }>, 'problem'>): EaselError {
  return new EaselError('invalidRequest', { problem: { problem: 'overLimit', ...facts } });
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

function currencyOf(price: ModelPrice | undefined): string {
  return price?.currency ?? 'USD';
}

/** Sums of fractions are off by less. */
const smallest = 1e-9;

const askedAboutUnknown = new WeakSet<vscode.ExtensionContext>();

/** Only who wants to know of money is asked, and once in a window. */
async function askAboutUnknown(forms: readonly GenerateForm[], { context }: Parts): Promise<void> {
  const isWanted = readAmounts('confirmAbove').size + readAmounts('monthlyLimit').size > 0;
  if (!isWanted || askedAboutUnknown.has(context)) {
    return;
  }
  const names = new Set(formsOfUnknownPrice(forms).map(({ choice }) => choice.model.label));
  await ask(
    vscode.l10n.t('The price of {0} is unknown. Generate all the same?', plain(Array.from(names).join(', '))),
    vscode.l10n.t(
      'Easel asks once in each window. It counts against easel.monthlyLimit only where the answer says what it cost.',
    ),
  );
  askedAboutUnknown.add(context);
}

/** @throws vscode.CancellationError where the person said no. */
async function ask(question: string, detail?: string): Promise<void> {
  const generate = vscode.l10n.t('Generate');
  const options = { modal: true, ...(detail !== undefined && { detail }) };
  if ((await vscode.window.showWarningMessage(question, options, generate)) !== generate) {
    throw new vscode.CancellationError();
  }
}

/** A number means US dollars; an object names its currencies, such as `{ "USD": 1, "imini credits": 500 }`. */
function readAmounts(name: 'confirmAbove' | 'monthlyLimit'): ReadonlyMap<string, number> {
  const value = vscode.workspace.getConfiguration('easel').get<unknown>(name);
  const amounts = typeof value === 'number' ? { USD: value } : (value ?? {});
  return new Map(
    Object.entries(amounts).filter(
      (entry): entry is [string, number] => typeof entry[1] === 'number' && entry[1] >= 0,
    ),
  );
}

async function write(parts: Parts, lines: Parameters<typeof appendSpending>[1]): Promise<void> {
  const directory = parts.context.globalStorageUri.fsPath;
  try {
    await appendSpending(directory, lines);
  } catch (error) {
    const networkCode = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    throw new EaselError('cannotSave', { file: directory, reason: 'journal', networkCode }, { cause: error });
  }
}

/** Its images are paid, and must not be lost over what they cost. */
async function quietly(parts: Parts, ...lines: Parameters<typeof appendSpending>[1]): Promise<void> {
  await appendSpending(parts.context.globalStorageUri.fsPath, lines).catch((error: unknown) =>
    logError(parts.log, error),
  );
}
