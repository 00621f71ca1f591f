import * as vscode from 'vscode';
import { EaselError } from '../../core/errors';
import type { PanelForm } from '../../messages/views';
import { planBatch } from '../batch';
import { modelOf } from '../modelChoice';
import { estimateText } from '../moneyText';
import { estimateOfForms } from '../confirmSpending';
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
