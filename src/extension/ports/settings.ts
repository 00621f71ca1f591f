import * as vscode from 'vscode';
import { readRequireHttps, readTotalMilliseconds } from '../../app/project/settings';
import type { Settings } from '../../app/ports';
import type { NetworkSettings } from '../../core/http/transport/networkSettings';

/**
 * The only file that asks VS Code for settings. VS Code itself leaves out a workspace's values in Restricted Mode: see
 * `restrictedConfigurations` in the manifest.
 */
export const settings: Settings = {
  get: (name, scope) => configuration(scope).get<unknown>(name),
  inspect: (name) => {
    const values = configuration().inspect<unknown>(name);
    return { user: values?.globalValue, workspace: values?.workspaceValue };
  },
};

/** Writes a setting `easel.*` of the user. */
export async function updateUserSetting(name: string, value: unknown): Promise<void> {
  await configuration().update(name, value, vscode.ConfigurationTarget.Global);
}

/** Whether VS Code moves deleted files to the trash, where there is one. */
export function isTrashEnabled(): boolean {
  return vscode.workspace.getConfiguration('files').get('enableTrash', true);
}

function configuration(scope?: string): vscode.WorkspaceConfiguration {
  return vscode.workspace.getConfiguration(
    'easel',
    scope === undefined ? undefined : vscode.Uri.parse(scope),
  );
}

/**
 * VS Code's own network settings, and Easel's. Only what the user set counts, never a workspace: otherwise a cloned repository
 * could send requests, and keys with them, through a proxy of its choice.
 */
export function readNetworkSettings(): NetworkSettings {
  const http = vscode.workspace.getConfiguration('http');
  const read = (name: string): unknown => {
    const found = http.inspect(name);
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
    requireHttps: readRequireHttps(settings),
    environment: process.env,
  };
}

const proxySupports = [
  'off',
  'on',
  'fallback',
  'override',
] as const satisfies readonly NetworkSettings['proxySupport'][];

/** How long one request may take. */
export function totalMilliseconds(): number {
  return readTotalMilliseconds(settings);
}

/** Calls back when one of them has changed. */
export function onDidChangeNetworkSettings(changed: () => void): vscode.Disposable {
  return vscode.workspace.onDidChangeConfiguration((event) => {
    if (networkSections.some((section) => event.affectsConfiguration(section))) {
      changed();
    }
  });
}

const networkSections = ['http', 'easel.totalTimeout', 'easel.requireHttps'];
