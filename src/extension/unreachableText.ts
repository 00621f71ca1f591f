import * as vscode from 'vscode';
import { classifyHost } from '../core/http/addresses';
import type { ErrorDetails } from '../core/errors';
import { plain } from './plainText';

const { t } = vscode.l10n;

/** @param remoteName as of `vscode.env`: in a remote window Easel runs on the other machine, and so does its localhost. */
export function unreachableText(
  { host = '', networkCode }: Pick<ErrorDetails, 'host' | 'networkCode'>,
  remoteName: string | undefined,
): string {
  const name = networkCode === undefined ? plain(host) : `${plain(host)} (${plain(networkCode)})`;
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

/** What is worth knowing about an address of this machine, where this machine is another one than people think. */
export function loopbackText(host: string, remoteName: string | undefined): string | undefined {
  return remoteName === undefined || classifyHost(host) !== 'loopback'
    ? undefined
    : t(
        'In this remote window ({0}) {1} is the machine which the window is connected to, not the one before you.',
        remoteName,
        plain(host),
      );
}
