import type * as vscode from 'vscode';
import { logLine } from './logLine';

/** What Easel writes to its output channel. Texts in it may be a stranger's. */
export interface Log extends Pick<vscode.LogOutputChannel, 'debug' | 'info' | 'warn' | 'error' | 'dispose'> {
  show(preserveFocus?: boolean): void;
}

/** A channel whose entries are one line each; only `logError` writes several, which it has made itself. */
export function openLog(channel: vscode.LogOutputChannel): Log {
  return {
    debug: (text) => channel.debug(linesOf(text)),
    info: (text) => channel.info(logLine(text)),
    warn: (text) => channel.warn(logLine(text)),
    error: (text) => channel.error(linesOf(String(text))),
    show: (preserveFocus) => channel.show(preserveFocus),
    dispose: () => channel.dispose(),
  };
}

function linesOf(text: string): string {
  return text.split('\n  ').map(logLine).join('\n  ');
}
