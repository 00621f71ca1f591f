import { EaselError } from '../../../core/model/errors';
import type { Settings } from '../../../app/ports';
import type { PanelForm } from '../../../protocol/views';
import { planBatch } from '../../../app/generate/batch';
import { modelOf } from '../../../app/providers/modelChoice';
import { estimateText } from '../../text/moneyText';
import { estimateOfForms } from '../../../app/spending/confirmSpending';
import { optionsOf } from './panelOptions';

/** What a click on Generate would cost, in words; empty where it would be refused for its many calls. */
export function estimateOfPanelForm(settings: Settings, form: PanelForm): string {
  const { prompt, references, count, compareWith, variations } = form;
  try {
    const { members } = planBatch({
      form: {
        prompt,
        references,
        choice: modelOf(settings, form),
        options: optionsOf(form),
        count,
        target: { kind: 'setting' },
      },
      compareWith: compareWith.map((model) => modelOf(settings, model)),
      variations,
    });
    return estimateText(
      estimateOfForms(
        settings,
        members.map((member) => member.form),
      ),
    );
  } catch (error) {
    if (error instanceof EaselError) {
      return '';
    }
    throw error;
  }
}
