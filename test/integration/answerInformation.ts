import * as vscode from 'vscode';

export interface AnsweredInformation {
  /** What was said so far. */
  readonly messages: readonly string[];
  readonly restore: () => void;
}

/** Answers every piece of information with this button, or as if the user looked away. */
export function answerInformation(button: string | undefined): AnsweredInformation {
  const messages: string[] = [];
  const original = vscode.window.showInformationMessage;
  const answer = (message: string): Promise<string | undefined> => {
    messages.push(message);
    return Promise.resolve(button);
  };
  Object.assign(vscode.window, { showInformationMessage: answer });
  return { messages, restore: () => Object.assign(vscode.window, { showInformationMessage: original }) };
}
