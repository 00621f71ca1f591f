import * as vscode from 'vscode';

/** The person said no, or cancelled. */
export function isCancellation(error: unknown): boolean {
  return error instanceof vscode.CancellationError || (error instanceof Error && error.name === 'AbortError');
}
