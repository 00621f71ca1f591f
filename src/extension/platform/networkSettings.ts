import * as vscode from 'vscode';
import type { NetworkSettings } from '../../core/http/transport/networkSettings';

/**
 * VS Code's own network settings. Only what the user set counts, never a workspace: otherwise a cloned repository
 * could send requests, and keys with them, through a proxy of its choice.
 */
export function readNetworkSettings(): NetworkSettings {
  const settings = vscode.workspace.getConfiguration('http');
  const read = (name: string): unknown => {
    const found = settings.inspect(name);
    return found?.globalValue ?? found?.defaultValue;
  };
  const text = (name: string): string => {
    const value = read(name);
    return typeof value === 'string' ? value : '';
  };
  const noProxy = read('noProxy');
  return {
    proxySupport: proxySupports.find((each) => each === read('proxySupport')) ?? 'override',
    proxy: text('proxy'),
    noProxy: Array.isArray(noProxy) ? noProxy.filter((host) => typeof host === 'string') : [],
    proxyAuthorization: text('proxyAuthorization'),
    strictSsl: read('proxyStrictSSL') !== false,
    systemCertificates: read('systemCertificates') !== false,
    environment: process.env,
  };
}

const proxySupports = [
  'off',
  'on',
  'fallback',
  'override',
] as const satisfies readonly NetworkSettings['proxySupport'][];

/** How long one request may take, in milliseconds. Not in `settings.ts`, whose schemas are no part of activation. */
export function readTotalMilliseconds(): number {
  const minutes = vscode.workspace.getConfiguration('easel').get<unknown>('totalTimeout');
  const isMinutes = typeof minutes === 'number' && minutes >= 1 && minutes <= 240;
  return (isMinutes ? minutes : 15) * 60_000;
}

/** Calls back when one of them has changed. */
export function onDidChangeNetworkSettings(changed: () => void): vscode.Disposable {
  return vscode.workspace.onDidChangeConfiguration((event) => {
    if (event.affectsConfiguration('http') || event.affectsConfiguration('easel.totalTimeout')) {
      changed();
    }
  });
}
