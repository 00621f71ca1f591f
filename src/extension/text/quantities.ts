import * as vscode from 'vscode';

const { t } = vscode.l10n;

/** Such as `40 s`, `5 min`, `3 h` or `12 days`, rounded up. */
export function formatSeconds(seconds: number): string {
  if (seconds <= 90) {
    return t('{0} s', Math.ceil(seconds));
  }
  if (seconds <= 90 * 60) {
    return t('{0} min', Math.ceil(seconds / 60));
  }
  return seconds <= 48 * 3600
    ? t('{0} h', Math.ceil(seconds / 3600))
    : t('{0} days', Math.ceil(seconds / 86_400));
}

/** Such as `34 KB`, in units of 1024 bytes like VS Code's own. */
export function formatBytes(byteLength: number): string {
  if (byteLength < 1024) {
    return byteLength === 1 ? t('1 byte') : t('{0} bytes', byteLength);
  }
  const kilobytes = byteLength / 1024;
  return kilobytes < 1024 ? `${Math.round(kilobytes)} KB` : `${(kilobytes / 1024).toFixed(1)} MB`;
}
