import * as vscode from 'vscode';
import type { StyleText } from '../../app/questions';
import { Declined } from '../../core/model/cancellation';
import { askModal } from '../platform/modal';
import { sanitize } from '../text/plainText';

/** Shows the whole text. @throws Declined when the user closed the question. */
export async function askForStyleFile(file: StyleText): Promise<'used' | 'left'> {
  const add = vscode.l10n.t('Add It');
  const answer = await askModal({
    question: vscode.l10n.t('Add the text of {0} to your prompts in this workspace?', sanitize(file.name)),
    detail: wholeText(file),
    actions: [add, vscode.l10n.t('Leave It Out')],
    isInformation: true,
  });
  if (answer === undefined) {
    throw new Declined();
  }
  return answer === add ? 'used' : 'left';
}

/** A style file has 4 KB at most, so there is room for all of it, line by line. */
function wholeText({ text }: StyleText): string {
  return text
    .split('\n')
    .map((line) => sanitize(line, text.length))
    .join('\n');
}
