import * as vscode from 'vscode';
import { startOf } from '../../shared/boundedText';
import { EaselError, type ErrorDetails, type ErrorKind } from '../../core/model/errors';
import type { JobActionId } from '../../protocol/jobActions';
import {
  noImageText,
  rateLimitText,
  refusalText,
  refusedText,
  timeoutText,
  unexpectedText,
} from './answerText';
import { referenceText, saveText } from './fileErrorText';
import { keyFaultTexts } from './keyNote';
import { sanitize } from './plainText';
import { unreachableText } from './unreachableText';

const { t } = vscode.l10n;

interface Words {
  /** One sentence or two: what happened and what to do next. */
  readonly says: (details: ErrorDetails) => string;
  readonly action: JobActionId;
}

/** The one place where an error becomes words. A new kind does not compile until it has some. */
const words: Readonly<Record<ErrorKind, Words>> = {
  invalidRequest: {
    says: refusedText,
    action: 'selectModel',
  },
  unauthorized: { says: keyText, action: 'setKey' },
  outOfCredit: {
    says: ({ reason = '' }) =>
      reason.includes('PerDay')
        ? t('The quota of the day is used up. Wait until tomorrow, or select another model.')
        : t('The account has no credit left. Top it up at the provider, or select another model.'),
    action: 'showLog',
  },
  rateLimited: { says: rateLimitText, action: 'tryAgain' },
  refusedByPolicy: { says: refusalText, action: 'showLog' },
  noImage: { says: noImageText, action: 'tryAgain' },
  taskExpired: { says: expiredText, action: 'showLog' },
  timedOut: { says: timeoutText, action: 'tryAgain' },
  unreachable: { says: (details) => unreachableText(details, vscode.env.remoteName), action: 'tryAgain' },
  unexpectedAnswer: { says: unexpectedText, action: 'showLog' },
  cannotReadReference: { says: referenceText, action: 'showLog' },
  cannotSave: { says: saveText, action: 'openSettings' },
};

export interface ErrorWords {
  /** Safe for notifications. */
  readonly message: string;
  /** All that is known, in full, for the panel and the log: a stranger's text, to be shown as text only. */
  readonly detail: string;
  /** The same, one by one. */
  readonly known: readonly string[];
  readonly action: JobActionId;
}

export function describeError(error: unknown): ErrorWords {
  if (!(error instanceof EaselError)) {
    const detail = startOf(error instanceof Error ? error.message : String(error), longestDetail);
    return {
      message: t('Something went wrong in Easel itself: {0}', sanitize(detail)),
      detail,
      known: [detail],
      action: 'showLog',
    };
  }
  const { details } = error;
  const { says, action } = words[error.kind];
  const stranger = strangersWords(details);
  const billed = details.maybeBilled === true ? t('It may have been billed.') : '';
  const request = requestText(details);
  const { keptAs } = details;
  const kept = keptAs === undefined ? '' : t('What arrived was kept as {0}.', sanitize(keptAs));
  const said = says(details);
  const message = [said, asSentence(sanitize(stranger[0] ?? '')), kept, billed, request]
    .filter((text) => text !== '')
    .join(' ');
  const known = [...stranger, ...facts(details)];
  return { message, detail: known.join('\n'), known, action: settingIn(said) ?? action };
}

/** Whoever is told to change a setting is taken there; its name is the same in every language. */
function settingIn(said: string): JobActionId | undefined {
  return settingActions.find(([setting]) => said.includes(setting))?.[1];
}

const settingActions: readonly (readonly [setting: string, action: JobActionId])[] = [
  ['easel.providers', 'editProviders'],
  ['easel.monthlyLimit', 'openLimits'],
  ['easel.outputFolder', 'openSettings'],
  ['easel.allowedProviders', 'openAllowedProviders'],
  ['easel.requireHttps', 'openRequireHttps'],
];

/** Of an error that is none of Easel's own, whose texts are bounded. */
const longestDetail = 8000;

/** A provider's words often end without a full stop, and would run into ours. */
function asSentence(text: string): string {
  return text === '' || /[\p{P}\p{S}]$/u.test(text) ? text : `${text}.`;
}

/** Support asks for it; many a provider has put it into its message already. */
function requestText({ requestId, providerMessage }: ErrorDetails): string {
  const isSaid = requestId === undefined || providerMessage?.includes(requestId) === true;
  return isSaid ? '' : t('Request id: {0}', sanitize(requestId));
}

export const actionLabels: Readonly<Record<JobActionId, () => string>> = {
  setKey: () => t('Set API Key'),
  openSettings: () => t('Open Settings'),
  showLog: () => t('Show Log'),
  tryAgain: () => t('Try Again'),
  editAgain: () => t('Edit and Try Again'),
  selectModel: () => t('Select Model'),
  checkAgain: () => t('Check Again'),
  generateAgain: () => t('Generate Again'),
  saveAs: () => t('Save As…'),
  openLimits: () => t('Open Settings'),
  openAllowedProviders: () => t('Open Settings'),
  openRequireHttps: () => t('Open Settings'),
  editProviders: () => t('Open Settings (JSON)'),
};

function keyText({ reason, keyFault }: ErrorDetails): string {
  switch (reason) {
    case 'noKey':
      return t('There is no API key for the provider. Set it, then check again.');
    case 'unsendableKey':
      return t('The API key holds a character that cannot be sent. Set the key again, alone.');
    case 'keyring':
      return t("VS Code cannot reach its secret storage. Unlock the system's keyring, then try again.");
    default:
      return [
        t('The provider refused the API key.'),
        ...(keyFault === undefined ? [] : [keyFaultTexts[keyFault]()]),
      ].join(' ');
  }
}

function expiredText({ reason, host }: ErrorDetails): string {
  return reason === 'otherAddress'
    ? t(
        'The task was submitted to {0}, and the address of the provider has changed since.',
        sanitize(host ?? ''),
      )
    : t('The provider no longer knows the task: it has expired.');
}

/** What the provider and the model said, the provider first. */
function strangersWords({ providerMessage, modelText }: ErrorDetails): readonly string[] {
  return [providerMessage, modelText].filter((text): text is string => text !== undefined && text !== '');
}

/** What a field is called among the facts. Nothing is collected that is not shown: a new field does not compile without. */
const factNames: Readonly<Record<keyof ErrorDetails, string | undefined>> = {
  // These speak through the sentence and the buttons.
  problem: undefined,
  maybeBilled: undefined,
  taskOver: undefined,
  subject: undefined,
  offer: undefined,
  keyFault: undefined,
  // These stand above the facts, as they came.
  providerMessage: undefined,
  modelText: undefined,
  code: 'code',
  reason: 'reason',
  addressFault: 'address-fault',
  status: 'status',
  field: 'field',
  host: 'host',
  address: 'address',
  networkCode: 'network',
  requestId: 'request-id',
  taskId: 'task',
  file: 'file',
  byteLength: 'bytes',
  keptAs: 'kept-as',
  retryAfterSeconds: 'retry-after',
  excerpt: 'answer',
};

function facts(details: ErrorDetails): readonly string[] {
  return (Object.keys(factNames) as (keyof ErrorDetails)[]).flatMap((field) => {
    const name = factNames[field];
    const value = details[field];
    return name === undefined || value === undefined || typeof value === 'object'
      ? []
      : [`${name}: ${value}`];
  });
}
