import { presetTable, type PresetTable } from '../../core/prompts/presetTable';
import type { Settings } from '../ports';

/** The user's presets, and beside them those of the workspace. */
export function readPresets(settings: Settings): PresetTable {
  return presetTable(settings.inspect('presets'));
}
