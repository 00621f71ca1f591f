import * as vscode from 'vscode';

/** The user said no to a question, or closed it. */
export function isDeclined(error: unknown): boolean {
  return error instanceof vscode.CancellationError;
}

/** The user said no, or cancelled. */
export function isCancellation(error: unknown): boolean {
  return isDeclined(error) || (error instanceof Error && error.name === 'AbortError');
}
