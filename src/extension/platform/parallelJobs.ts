import * as vscode from 'vscode';

/** Most jobs at once. Read here and not in `settings.ts`, which loads more than activation needs. */
export function readParallelJobs(): number {
  const value = vscode.workspace.getConfiguration('easel').get<unknown>('parallelJobs');
  return typeof value === 'number' && Number.isInteger(value) && value >= 1 ? value : defaultParallelJobs;
}

const defaultParallelJobs = 3;
