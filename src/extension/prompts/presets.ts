import * as vscode from 'vscode';
import { presetTable, type PresetTable } from '../../core/prompts/presetTable';

/** The user's presets, and beside them those of the workspace. */
export function readPresets(): PresetTable {
  const values = vscode.workspace.getConfiguration('easel').inspect<unknown>('presets');
  return presetTable({ user: values?.globalValue, workspace: values?.workspaceValue });
}
