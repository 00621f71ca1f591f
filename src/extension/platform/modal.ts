import * as vscode from 'vscode';

export interface ModalQuestion<Action extends string> {
  readonly question: string;
  readonly detail?: string;
  /** Labels of the buttons; *Cancel* is there by itself. */
  readonly actions: readonly Action[];
  /** Nothing is at stake. */
  readonly isInformation?: boolean;
}

/** Every question that has to be answered before anything else. @returns `undefined` where it was closed. */
export async function askModal<Action extends string>({
  question,
  detail,
  actions,
  isInformation = false,
}: ModalQuestion<Action>): Promise<Action | undefined> {
  const show = isInformation ? vscode.window.showInformationMessage : vscode.window.showWarningMessage;
  return show(question, { modal: true, ...(detail !== undefined && { detail }) }, ...actions);
}

/** As `askModal`, where there is one thing to do. */
export async function confirm(
  question: string,
  { detail, action }: { readonly detail?: string; readonly action: string },
): Promise<boolean> {
  const answer = await askModal({ question, actions: [action], ...(detail !== undefined && { detail }) });
  return answer === action;
}
