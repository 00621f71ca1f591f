import * as vscode from 'vscode';
import { classifyHost } from '../../core/http/policy/addresses';
import type { ErrorDetails } from '../../core/model/errors';
import { sanitize } from './plainText';

const { t } = vscode.l10n;

/** @param remoteName as of `vscode.env`: in a remote window Easel runs on the other machine, and so does its localhost. */
export function unreachableText(
  { host = '', networkCode = '', reason }: Pick<ErrorDetails, 'host' | 'networkCode' | 'reason'>,
  remoteName: string | undefined,
): string {
  const name = networkCode === '' ? sanitize(host) : `${sanitize(host)} (${sanitize(networkCode)})`;
  const says = causes.find(({ codes }) => codes.test(networkCode))?.says;
  if (says) {
    return says(name);
  }
  if (reason === 'lost') {
    return t('The connection to {0} was lost after the request was sent.', name);
  }
  if (lostCodes.test(networkCode)) {
    return t('The connection to {0} was lost before the request was answered. Try again.', name);
  }
  if (classifyHost(host) !== 'loopback') {
    return t('Cannot reach {0}. Check the connection and the proxy.', name);
  }
  return remoteName === undefined
    ? t('Cannot reach {0} on this machine. Start the server, or correct its address.', name)
    : t(
        'Cannot reach {0}. In this remote window ({1}) that is the machine which the window is connected to, not the one before you: start the server there, or give an address that leads to yours.',
        name,
        remoteName,
      );
}

/** There was a connection. */
const lostCodes = /^(?:ECONNRESET|EPIPE|ECONNABORTED|UND_ERR_SOCKET|UND_ERR_ABORTED|UND_ERR_DESTROYED)$/u;

/**
 * What can be told from the code alone, whatever the host: Node's names for what is wrong with a certificate
 * (`X509_V_ERR_…` without its beginning), those of its TLS, and of a proxy.
 */
const causes: readonly { readonly codes: RegExp; readonly says: (name: string) => string }[] = [
  {
    codes: /^PROXY_407$/u,
    says: (name) =>
      t(
        'The proxy on the way to {0} wants a user name and password. Put them into the address in the setting http.proxy.',
        name,
      ),
  },
  {
    codes: /^PROXY_/u,
    says: (name) =>
      t("The proxy couldn't connect to {0}. Check the settings http.proxy and http.noProxy.", name),
  },
  {
    codes: /^(?:CERT_HAS_EXPIRED|CERT_NOT_YET_VALID)$/u,
    says: (name) =>
      t(
        'The certificate of {0} is not valid today. Check the clock of this machine, and ask whoever runs the server to renew it.',
        name,
      ),
  },
  {
    codes: /ALTNAME_INVALID|HOSTNAME_MISMATCH/u,
    says: (name) =>
      t(
        'The certificate of {0} was made for another host. Correct the address of the provider in easel.providers.',
        name,
      ),
  },
  {
    codes:
      /CERT|ISSUER|SELF_SIGNED|LEAF_SIGNATURE|CRL|^(?:INVALID_CA|INVALID_PURPOSE|PATH_LENGTH_EXCEEDED)$/u,
    says: (name) =>
      t(
        'The certificate of {0} is not trusted. Add its issuer to the certificates of the operating system, and leave the setting http.systemCertificates on.',
        name,
      ),
  },
  {
    codes: /^(?:ERR_SSL_|ERR_TLS_|EPROTO)/u,
    says: (name) =>
      t(
        'There is no secure connection to {0}. Check whether its address begins with http:// instead of https://, and the proxy.',
        name,
      ),
  },
];

/** What is worth knowing about an address of this machine, where this machine is another one than people think. */
export function loopbackText(host: string, remoteName: string | undefined): string | undefined {
  return remoteName === undefined || classifyHost(host) !== 'loopback'
    ? undefined
    : t(
        'In this remote window ({0}) {1} is the machine which the window is connected to, not the one before you.',
        remoteName,
        sanitize(host),
      );
}
