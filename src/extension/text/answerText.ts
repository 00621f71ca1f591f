import * as vscode from 'vscode';
import type { ErrorDetails, RowOffer } from '../../core/model/errors';
import type { FaultReason } from '../../core/http/policy/responseFault';
import { sanitize } from './plainText';
import { problemText } from './problemText';
import { formatSeconds } from './quantities';
import { resultAddressText } from './resultAddressText';

const { t } = vscode.l10n;

export function refusedText({
  problem,
  subject,
  status,
  address = '',
  host = '',
  offer,
}: ErrorDetails): string {
  if (problem) {
    return problemText(problem);
  }
  switch (subject) {
    case 'model':
      return t("The provider doesn't recognize this model. It may have been retired. Select another one.");
    case 'address':
      return [
        t(
          'The server has nothing at {0} (HTTP {1}). Check the address of the provider in easel.providers.',
          sanitize(address === '' ? host : address),
          status ?? 404,
        ),
        // Without the option it serves its page, and no API.
        ...(address.includes('/sdapi/') ? [t('AUTOMATIC1111 and Forge must be started with --api.')] : []),
      ].join(' ');
    default:
      return [
        t('The provider refused the request.'),
        ...(offer === undefined ? [] : [offerText(offer)]),
      ].join(' ');
  }
}

/** What to write into the row, as it stands there. */
function offerText({ field, value }: RowOffer): string {
  return offerTexts[field](sanitize(`"${field}": ${JSON.stringify(value)}`), sanitize(String(value)));
}

const offerTexts: Readonly<Record<RowOffer['field'], (line: string, name: string) => string>> = {
  referenceFields: (line, name) =>
    t('It takes references in the field “{0}”: add {1} to its row in easel.providers.', name, line),
  maskField: (line, name) =>
    t('It takes the mask in the field “{0}”: add {1} to its row in easel.providers.', name, line),
  streaming: (line) => t('It does not stream: add {0} to its row in easel.providers.', line),
};

/** What is wrong with an answer that has come. */
const faultTexts: Readonly<Record<FaultReason | OwnReason, (host: string, details: ErrorDetails) => string>> =
  {
    html: (host) =>
      t('{0} answered with a web page. A proxy or a sign-in portal may stand in between.', host),
    unencrypted: (host) => problemText({ problem: 'unencrypted', host }),
    empty: (host) => t('{0} sent an empty answer.', host),
    truncated: () => t('The answer broke off before the image was complete.'),
    malformed: (host) => t("{0} sent an answer that can't be read.", host),
    tooLarge: (host) => t('{0} sent an answer that is too large.', host),
    encoding: (host) => t("{0} sent an answer with a compression that Easel can't read.", host),
    redirect: (host) =>
      t(
        '{0} points to another address, which Easel does not follow with a request. Check the address of the provider in easel.providers.',
        host,
      ),
    address: (_, details) => resultAddressText(details),
    metadata: (host) =>
      t(
        'Nothing was sent: {0} is where a cloud keeps the credentials of its machines. Correct the address in the setting easel.providers.',
        host,
      ),
    json: () => t('What the provider sent is not an image.'),
    notAnImage: () => t('What the provider sent is not an image.'),
    tooManyAddresses: () =>
      t('The provider named more images than you asked for. Easel did not download the rest.'),
    taskFailed: () => t('The provider could not make the image.'),
    otherShape: () => t('The provider gave an answer that Easel does not understand.'),
  };

/** Of `ErrorDetails.reason`, besides those of an answer that cannot be read at all. */
type OwnReason = 'notAnImage' | 'tooManyAddresses' | 'taskFailed' | 'otherShape';

export function unexpectedText(details: ErrorDetails): string {
  const { reason = '', host = '', status = 0 } = details;
  const says = Object.entries(faultTexts).find(([name]) => name === reason)?.[1];
  const isStatusToBlame = status >= 400 && reason !== 'html';
  return isStatusToBlame && (!says || reason === 'empty')
    ? t('The provider answered with an error (HTTP {0}).', status)
    : (says ?? faultTexts.otherShape)(sanitize(host), details);
}

export function refusalText({ reason }: ErrorDetails): string {
  return reason === undefined
    ? t("The provider's content policy refused this. Change the prompt or the references.")
    : t(
        "The provider's content policy refused this ({0}). Change the prompt or the references.",
        sanitize(reason),
      );
}

export function rateLimitText({
  retryAfterSeconds,
  status,
  taskId,
  reason,
  host = '',
}: ErrorDetails): string {
  const wait =
    retryAfterSeconds === undefined
      ? t('The provider asks you to wait before the next image.')
      : t('The provider asks you to wait {0} before the next image.', formatSeconds(retryAfterSeconds));
  const from = reason === 'html' ? [t('{0} answered with a web page.', sanitize(host))] : [];
  // A task was paid for; the answer to anything that is asked of it says nothing of that.
  const billed = status === undefined || taskId !== undefined ? [] : [t('Nothing was billed.')];
  return [...from, wait, ...billed].join(' ');
}

export function unsendableText(character: string): string {
  return t(
    'An API key cannot hold the character “{0}”. Copy the key alone, without a note beside it.',
    sanitize(character),
  );
}

export function timeoutText({ reason, host = '' }: ErrorDetails): string {
  return reason === 'html'
    ? t('{0} took too long to answer, so a gateway in between answered with a web page.', sanitize(host))
    : t('The provider took too long to answer.');
}

/** Without a reason, or with one of these, another wording may help; any other says itself why there is no image. */
const usualReasons = new Set([
  '',
  'STOP',
  'NO_IMAGE',
  'IMAGE_OTHER',
  'OTHER',
  'FINISH_REASON_UNSPECIFIED',
  'stop',
]);

export function noImageText({ reason = '', providerMessage = '' }: ErrorDetails): string {
  if (!usualReasons.has(reason)) {
    return t('The model stopped without an image ({0}). Try again.', sanitize(reason));
  }
  return providerMessage === ''
    ? t('The model answered without an image. Try another wording.')
    : t('The model answered without an image.');
}
