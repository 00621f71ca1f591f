import * as vscode from 'vscode';
import { startOf } from '../core/boundedText';
import { EaselError, type ErrorDetails, type ErrorKind } from '../core/errors';
import type { JobActionId } from '../messages/views';
import { formatBytes, formatSeconds } from './quantities';
import { plain } from './plainText';
import { problemText } from './problemText';
import { resultAddressText } from './resultAddressText';
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
    says: (details) =>
      details.problem
        ? problemText(details.problem)
        : isUnknownModel(details)
          ? t('The provider does not know this model, or no longer. Select another one.')
          : t('The provider refused the request.'),
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
  noImage: { says: () => t('The model answered without an image. Try another wording.'), action: 'tryAgain' },
  taskExpired: { says: expiredText, action: 'showLog' },
  timedOut: { says: () => t('The provider took too long to answer.'), action: 'tryAgain' },
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
      message: t('Something went wrong in Easel itself: {0}', plain(detail)),
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
  const kept = keptAs === undefined ? '' : t('What arrived was kept as {0}.', plain(keptAs));
  const message = [says(details), asSentence(plain(stranger[0] ?? '')), kept, billed, request]
    .filter((text) => text !== '')
    .join(' ');
  const mending = details.problem?.problem === 'overLimit' ? 'openLimits' : action;
  const known = [...stranger, ...facts(details)];
  return { message, detail: known.join('\n'), known, action: mending };
}

/** Of an error that is none of Easel's own, whose texts are bounded. */
const longestDetail = 8000;

/** A provider's words often end without a full stop, and would run into ours. */
function asSentence(text: string): string {
  return text === '' || /[\p{P}\p{S}]$/u.test(text) ? text : `${text}.`;
}

/** Support asks for it; many a provider has put it into its message already. */
function requestText({ requestId, providerMessage }: ErrorDetails): string {
  const isSaid = requestId === undefined || providerMessage?.includes(requestId) === true;
  return isSaid ? '' : t('Request id: {0}', plain(requestId));
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
};

/** Google answers 404 alone. */
function isUnknownModel({ status, code = '' }: ErrorDetails): boolean {
  return status === 404 || /^model_not_(?:found|accessible)$/iu.test(code);
}

function keyText({ reason }: ErrorDetails): string {
  switch (reason) {
    case 'noKey':
      return t('There is no API key for the provider. Set it, then check again.');
    case 'keyring':
      return t("VS Code cannot reach its secret storage. Unlock the system's keyring, then try again.");
    default:
      return t('The provider refused the API key.');
  }
}

function refusalText({ reason }: ErrorDetails): string {
  return reason === undefined
    ? t("The provider's content policy refused this. Change the prompt or the references.")
    : t(
        "The provider's content policy refused this ({0}). Change the prompt or the references.",
        plain(reason),
      );
}

function rateLimitText({ retryAfterSeconds, status, taskId }: ErrorDetails): string {
  const wait =
    retryAfterSeconds === undefined
      ? t('The provider asks to wait before the next image.')
      : t('The provider asks to wait {0} before the next image.', formatSeconds(retryAfterSeconds));
  // A task was paid for; the answer to anything that is asked of it says nothing of that.
  return status === undefined || taskId !== undefined ? wait : `${wait} ${t('Nothing was billed.')}`;
}

function expiredText({ reason, host }: ErrorDetails): string {
  return reason === 'otherAddress'
    ? t(
        'The task was submitted to {0}, and the address of the provider has changed since.',
        plain(host ?? ''),
      )
    : t('The provider no longer knows the task: it has expired.');
}

function unexpectedText(details: ErrorDetails): string {
  const { reason, host, status } = details;
  const name = plain(host ?? '');
  switch (reason) {
    case 'html':
      return t('{0} answered with a web page. A proxy or a sign-in portal may stand in between.', name);
    case 'truncated':
      return t('The answer broke off before the image was complete.');
    case 'taskFailed':
      return t('The provider could not make the image.');
    case 'notAnImage':
      return t('What the provider sent is not an image.');
    case 'address':
      return resultAddressText(details);
    default:
      return status === undefined
        ? t('The provider gave an answer that Easel does not understand.')
        : t('The provider answered with an error (HTTP {0}).', status);
  }
}

function referenceText({ file, reason, code }: ErrorDetails): string {
  const name = plain(file ?? '');
  switch (reason) {
    case 'notAnImage':
      return t('{0} is not an image that Easel knows. Remove it from the references.', name);
    case 'foreignFormat':
      return t(
        '{0} is a {1} file, which Easel cannot open. Export it as PNG or JPEG and use that.',
        name,
        plain(code ?? ''),
      );
    case 'outsideWorkspace':
      return t('{0} is outside the workspace. Copy it into the workspace to use it.', name);
    case 'notAFile':
      return t('{0} is not a file. Remove it from the references.', name);
    case 'empty':
      return t('{0} is empty. Remove it from the references.', name);
    case 'changed':
      return t('{0} changed while it was being read. Try again.', name);
    default:
      return t('{0} cannot be read. Remove it from the references or add it again.', name);
  }
}

function saveText(details: ErrorDetails): string {
  const { file, reason, networkCode } = details;
  const name = plain(file ?? '');
  switch (reason) {
    case 'outsideWorkspace':
      return t(
        '{0} is outside the workspace, so nothing is saved there. Choose a folder in the workspace.',
        name,
      );
    case 'toolFolder':
      return t('{0} belongs to a tool, so nothing is saved there. Choose another folder.', name);
    case 'absoluteSetting':
      return t('The setting easel.outputFolder must be relative to the workspace folder, not {0}.', name);
    case 'journal':
      return t(
        'Easel cannot keep a record of paid work ({0}), so nothing was sent.',
        plain(networkCode ?? ''),
      );
    case 'takenOver':
      return t('Another window has taken this image over.');
    default:
      return folderText(name, details);
  }
}

function folderText(name: string, { networkCode, byteLength }: ErrorDetails): string {
  if (networkCode === 'ENOSPC' || networkCode === 'EDQUOT') {
    return byteLength === undefined
      ? t('There is no space left for {0}. Make room or choose another folder.', name)
      : t(
          'There is no space left for {0}: the image needs {1}. Make room or choose another folder.',
          name,
          formatBytes(byteLength),
        );
  }
  return networkCode === undefined
    ? t('Cannot save in {0}. Choose another folder.', name)
    : t('Cannot save in {0} ({1}). Choose another folder.', name, plain(networkCode));
}

/** What the provider and the model said, the provider first. */
function strangersWords({ providerMessage, modelText }: ErrorDetails): readonly string[] {
  return [providerMessage, modelText].filter((text): text is string => text !== undefined && text !== '');
}

function facts({ code, reason, status, requestId, taskId }: ErrorDetails): readonly string[] {
  const named = { code, reason, status, 'request id': requestId, task: taskId };
  return Object.entries(named).flatMap(([name, value]) => (value === undefined ? [] : [`${name}: ${value}`]));
}
