import * as vscode from 'vscode';
import type { AddressFault, ErrorDetails } from '../../core/model/errors';
import { sanitize } from './plainText';

const { t } = vscode.l10n;

/** Why an image was not fetched from where the answer says that it is, and how to allow it where that can be. */
export function resultAddressText({ addressFault = 'malformed', host = '' }: ErrorDetails): string {
  return texts[addressFault](sanitize(host));
}

const texts: Readonly<Record<AddressFault, (host: string) => string>> = {
  malformed: () => t('The provider gave an address for the image that is not a valid URL.'),
  scheme: () => t('The provider gave an address for the image that is neither https nor http.'),
  insecure: (host) =>
    t(
      'The image is on {0}, which uses http without encryption, so Easel didn\'t download it. To allow it, add "{0}" to resultHosts of this provider in the setting easel.providers.',
      host,
    ),
  unencrypted: (host) =>
    t(
      "The image is on {0}, which uses http without encryption, and the setting easel.requireHttps allows only https, so Easel didn't download it.",
      host,
    ),
  local: (host) =>
    t(
      'The image is on {0}, an address on your computer or in your network, so Easel didn\'t download it. To allow it, add "{0}" to resultHosts of this provider in the setting easel.providers.',
      host,
    ),
  metadata: (host) =>
    t(
      "The image is on {0}, an address where clouds keep credentials. Easel never downloads from there, and resultHosts can't allow it.",
      host,
    ),
  password: (host) =>
    t("The address of the image on {0} contains a user name or password, so Easel didn't download it.", host),
  foreign: (host) =>
    host === ''
      ? t('The provider gave an address for the task that Easel cannot use with your API key.')
      : t(
          "The provider sent Easel to {0} to ask for the image. That isn't the provider's own address, so the API key wasn't sent there.",
          host,
        ),
};
