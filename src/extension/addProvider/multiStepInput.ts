import * as vscode from 'vscode';
import { openBox, openPick } from '../platform/quickInput';
import { Declined } from '../../core/model/cancellation';

/** The user went back to the step before. */
export const back = Symbol('back');

/** Where a step stands; VS Code shows the numbers behind the title. */
export interface StepPlace {
  readonly title: string;
  readonly step: number;
  readonly totalSteps: number;
}

export interface InputStep extends StepPlace {
  readonly value: string;
  readonly prompt: string;
  readonly placeholder?: string;
  readonly password?: boolean;
  /** What is wrong with a text; `undefined` lets it pass. */
  readonly check: (value: string) => string | undefined;
  /** What is worth knowing about a text, while it is typed. */
  readonly note?: (value: string) => vscode.InputBoxValidationMessage | undefined;
}

/** @throws Declined when the user pressed Escape. */
export async function askInStep(step: InputStep): Promise<string | typeof back> {
  const box = openBox();
  place(box, step);
  box.prompt = step.prompt;
  box.placeholder = step.placeholder ?? '';
  box.password = step.password === true;
  box.value = step.value;
  const note = (): void => {
    box.validationMessage = step.note?.(box.value);
  };
  note();
  return answerOf<string>(box, (resolve) => {
    box.onDidChangeValue(note);
    box.onDidAccept(() => {
      const wrong = step.check(box.value.trim());
      if (wrong === undefined) {
        resolve(box.value.trim());
      } else {
        box.validationMessage = wrong;
      }
    });
  });
}

export interface PickItem<T> extends vscode.QuickPickItem {
  /** Absent: a line that chooses nothing. */
  readonly value?: T;
}

export interface PickStep<T> extends StepPlace {
  readonly placeholder: string;
  /** For what is typed so far. */
  readonly itemsFor: (typed: string) => readonly PickItem<T>[];
  readonly isActive: (value: T) => boolean;
  /** What makes the items others, when it is done. */
  readonly loading?: Promise<void>;
}

/** @throws Declined when the user pressed Escape. */
export async function pickInStep<T>(step: PickStep<T>): Promise<T | typeof back> {
  const pick = openPick<PickItem<T>>();
  place(pick, step);
  pick.placeholder = step.placeholder;
  pick.matchOnDescription = true;
  const list = (): void => {
    pick.items = step.itemsFor(pick.value.trim());
    const active = pick.items.filter(({ value }) => value !== undefined && step.isActive(value));
    // With none, VS Code makes the first line the active one; told that there is none, it has nothing for Enter.
    if (pick.value === '' && active.length > 0) {
      pick.activeItems = active;
    }
  };
  list();
  return answerOf<T>(pick, (resolve) => {
    pick.onDidChangeValue(list);
    pick.onDidAccept(() => {
      const value = chosenItem(pick)?.value;
      if (value !== undefined) {
        resolve(value);
      }
    });
    if (step.loading) {
      pick.busy = true;
      void step.loading.then(() => {
        pick.busy = false;
        list();
      });
    }
  });
}

/** Which line is the active one is heard of a moment later, and Enter may be faster. */
function chosenItem<T>({
  items,
  activeItems,
  value,
}: vscode.QuickPick<PickItem<T>>): PickItem<T> | undefined {
  const typed = value.trim();
  return typed === ''
    ? (activeItems[0] ?? items.find((item) => item.value !== undefined))
    : (items.find(({ label }) => label === typed) ?? activeItems[0]);
}

type Input = vscode.QuickInput & Pick<vscode.InputBox, 'buttons' | 'onDidTriggerButton'>;

function place(input: Input, step: StepPlace): void {
  input.title = step.title;
  input.step = step.step;
  input.totalSteps = step.totalSteps;
  // Someone may look for the address or the key in the browser.
  input.ignoreFocusOut = true;
  input.buttons = step.step > 1 ? [vscode.QuickInputButtons.Back] : [];
}

async function answerOf<T>(
  input: Input,
  listen: (resolve: (value: T) => void) => void,
): Promise<T | typeof back> {
  try {
    return await new Promise<T | typeof back>((resolve, reject) => {
      listen(resolve);
      input.onDidTriggerButton((button) => {
        if (button === vscode.QuickInputButtons.Back) {
          resolve(back);
        }
      });
      input.onDidHide(() => reject(new Declined()));
      input.show();
    });
  } finally {
    input.dispose();
  }
}
