import type * as vscode from 'vscode';
import type { Log as LogPort } from '../../app/ports';
import { logError } from './logError';
import { logLine } from './logLine';

/** What Easel writes to its output channel. Texts in it may be a stranger's. */
export interface Log extends LogPort {
  error(lines: string): void;
  show(preserveFocus?: boolean): void;
  dispose(): void;
}

/** A channel whose entries are one line each; only `logError` writes several, which it has made itself. */
export function openLog(
  channel: Pick<vscode.LogOutputChannel, 'debug' | 'info' | 'warn' | 'error' | 'show' | 'dispose'>,
): Log {
  const log: Log = {
    debug: (text) => channel.debug(linesOf(text)),
    info: (text) => channel.info(logLine(text)),
    warn: (text) => channel.warn(logLine(text)),
    error: (text) => channel.error(linesOf(text)),
    failure: (error) => logError(log, error),
    show: (preserveFocus) => channel.show(preserveFocus),
    dispose: () => channel.dispose(),
  };
  return log;
}

function linesOf(text: string): string {
  return text.split('\n  ').map(logLine).join('\n  ');
}
