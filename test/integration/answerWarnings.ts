import * as vscode from 'vscode';

export interface Question {
  readonly message: string;
  readonly modal: boolean;
  readonly detail: string;
}

export interface AnsweredWarnings {
  /** What was asked so far. */
  readonly questions: readonly Question[];
  readonly restore: () => void;
}

/** Answers every warning with this button, or as if the user pressed Escape. */
export function answerWarnings(button: string | undefined): AnsweredWarnings {
  const questions: Question[] = [];
  const original = vscode.window.showWarningMessage;
  const answer = (message: string, options?: unknown): Promise<string | undefined> => {
    const { modal = false, detail = '' } = (options ?? {}) as vscode.MessageOptions;
    questions.push({ message, modal, detail });
    return Promise.resolve(button);
  };
  Object.assign(vscode.window, { showWarningMessage: answer });
  return { questions, restore: () => Object.assign(vscode.window, { showWarningMessage: original }) };
}
