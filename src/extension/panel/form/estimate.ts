import * as vscode from 'vscode';
import { EaselError } from '../../../core/model/errors';
import type { PanelForm } from '../../../protocol/views';
import { planBatch } from '../../generate/batch';
import { modelOf } from '../../providers/modelChoice';
import { estimateText } from '../../text/moneyText';
import { estimateOfForms } from '../../spending/confirmSpending';
import { optionsOf } from './panelOptions';

/** What a click on Generate would cost, in words; empty where it would be refused for its many calls. */
export function estimateOfPanelForm(form: PanelForm): string {
  const { prompt, references, count, compareWith, variations } = form;
  try {
    const { members } = planBatch({
      form: {
        prompt,
        references: references.map(({ uri, use }) => ({ uri: vscode.Uri.parse(uri), use })),
        choice: modelOf(form),
        options: optionsOf(form),
        count,
        target: { kind: 'setting' },
      },
      compareWith: compareWith.map(modelOf),
      variations,
    });
    return estimateText(estimateOfForms(members.map((member) => member.form)));
  } catch (error) {
    if (error instanceof EaselError) {
      return '';
    }
    throw error;
  }
}
