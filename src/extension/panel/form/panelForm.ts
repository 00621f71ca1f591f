import type { PanelForm } from '../../../protocol/views';
import type { GenerateForm } from '../../../app/form/generateForm';
import { panelOptions } from './panelOptions';

/**
 * A form of a command or of a job as the page has it. Its folder is said apart, with its name. Its prompt is one of the
 * variations already, and goes to its model alone.
 */
export function panelFormOf({
  prompt,
  references,
  mask = '',
  choice,
  options,
  count,
  additions = [],
}: GenerateForm): Omit<PanelForm, 'folder'> {
  return {
    prompt,
    references,
    mask,
    providerId: choice.provider.id,
    modelId: choice.model.id,
    compareWith: [],
    variations: false,
    ...panelOptions(options),
    count,
    presets: additions.filter(({ kind }) => kind === 'preset').map(({ name }) => name),
    styleFile: additions.some(({ kind }) => kind === 'styleFile'),
  };
}
