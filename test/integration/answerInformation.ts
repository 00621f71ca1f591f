import * as vscode from 'vscode';
import { Emitter } from '../../src/core/util/emitter';

export interface AnsweredInformation {
  /** What was said so far. */
  readonly messages: readonly string[];
  /** Resolves when so many pieces of information were shown. */
  readonly shown: (count: number) => Promise<void>;
  readonly restore: () => void;
}

/** Answers every piece of information with this button, or as if the user looked away. */
export function answerInformation(button: string | undefined): AnsweredInformation {
  const messages: string[] = [];
  const shows = new Emitter<void>();
  const original = vscode.window.showInformationMessage;
  const answer = (message: string): Promise<string | undefined> => {
    messages.push(message);
    shows.fire();
    return Promise.resolve(button);
  };
  Object.assign(vscode.window, { showInformationMessage: answer });
  const shown = async (count: number): Promise<void> => {
    while (messages.length < count) {
      await new Promise<void>((resolve) => {
        const watching = shows.event(() => {
          watching.dispose();
          resolve();
        });
      });
    }
  };
  return {
    messages,
    shown,
    restore: () => Object.assign(vscode.window, { showInformationMessage: original }),
  };
}
