import type * as vscode from 'vscode';
import { EaselError } from '../core/errors';
import { describeError } from './errorText';

/** What happened in words, then all that is known. A stack is of use only where Easel itself went wrong. */
export function logError(log: vscode.LogOutputChannel, error: unknown): void {
  if (!(error instanceof EaselError)) {
    log.error(error instanceof Error ? error : String(error));
    return;
  }
  const { message, detail } = describeError(error);
  log.error([message, ...detail.split('\n')].join('\n  '));
  if (error.cause instanceof Error) {
    log.debug(error.cause.stack ?? error.cause.message);
  }
}
